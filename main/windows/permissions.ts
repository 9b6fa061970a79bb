import type { Session } from 'electron';

/**
 * The only permission a page of ours may have. Everything else, known or not yet invented, is denied: notifications,
 * places, cameras, devices, files, screens. Electron grants all of them when nobody says no.
 */
const allowed: ReadonlyMap<string, string> = new Map([
  ['clipboard-sanitized-write', 'copy an id or a hash by a click; writing plain text only, never reading'],
]);

/**
 * Denies by default, for requests, for checks, for devices and for the screen.
 * @param origin the one origin that may have what the table allows
 * @param isOurs is this the web contents of our own window?
 */
export function denyPermissions(
  session: Session,
  origin: string,
  isOurs: (webContentsId: number | undefined) => boolean,
): void {
  const mayHave = (permission: string, asking: string, webContentsId: number | undefined): boolean =>
    allowed.has(permission) && originOf(asking) === origin && isOurs(webContentsId);
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(details.isMainFrame && mayHave(permission, details.requestingUrl, contents?.id));
  });
  // Both are needed: queries and many silent uses never become a request.
  session.setPermissionCheckHandler((contents, permission, requestingOrigin) =>
    mayHave(permission, requestingOrigin, contents?.id),
  );
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
}

function originOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
