import { app, protocol, type Session, session } from 'electron';
import { type PageSource, servePageFile } from './page-files.ts';
import { denyPermissions } from './permissions.ts';
import { printHeaders } from './policy.ts';

const SCHEME = 'keydock';

/**
 * Our pages: one host each, in an in-memory session of its own, so that nothing of them is kept on disk and none
 * can reach the files, the storage or the rights of another.
 */
export const pages = {
  app: { origin: `${SCHEME}://app`, partition: 'keydock-app' },
  confirm: { origin: `${SCHEME}://confirm`, partition: 'keydock-confirm' },
  secret: { origin: `${SCHEME}://secret`, partition: 'keydock-secret' },
  /** Has no files: main makes its pages, see print.ts. */
  print: { origin: `${SCHEME}://print`, partition: 'keydock-print' },
} as const;

/** Before `ready`. `standard` gives the pages true origins, `secure` the web's protections; fetch is not enabled. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
}

/** Before `ready`. What holds for every session there will ever be, the default one too. */
export function quietEverySession(): void {
  app.on('session-created', silenceSpellChecker);
  void app.whenReady().then(() => {
    silenceSpellChecker(session.defaultSession);
    // Nothing of ours uses it; whatever tries gets nothing.
    closeToTheWorld(session.defaultSession, null);
    session.defaultSession.protocol.handle(SCHEME, () => new Response(null, { status: 403 }));
    denyPermissions(session.defaultSession, '', () => false);
  });
}

/**
 * The session of one of our pages: it serves that page's files and refuses everything else.
 * @param folder where the built page lies
 * @param isOurs is this the web contents of the window that the session belongs to?
 */
export function createPageSession(
  page: { readonly origin: string; readonly partition: string },
  folder: string,
  isOurs: (webContentsId: number | undefined) => boolean,
): Session {
  const own = session.fromPartition(page.partition, { cache: false });
  silenceSpellChecker(own);
  const source: PageSource = { origin: page.origin, folder };
  own.protocol.handle(SCHEME, (request) => servePageFile(request, source));
  closeToTheWorld(own, page.origin);
  denyPermissions(own, page.origin, isOurs);
  return own;
}

/**
 * The session of pages that are printed: it answers the addresses that main gives them, and refuses everything else.
 * @param take the page of an address, which is handed out once; undefined for an address that has none
 */
export function printSession(take: (address: string) => string | undefined): Session {
  const { origin, partition } = pages.print;
  const own = session.fromPartition(partition, { cache: false });
  if (own.protocol.isProtocolHandled(SCHEME)) return own;
  silenceSpellChecker(own);
  own.protocol.handle(SCHEME, ({ method, url }) => {
    const page = method === 'GET' ? take(url) : undefined;
    return page === undefined
      ? new Response(null, { status: 403, headers: printHeaders })
      : new Response(page, { status: 200, headers: printHeaders });
  });
  closeToTheWorld(own, origin);
  denyPermissions(own, origin, () => false);
  return own;
}

/** Cancels every request but those for the page's own files, and every download. */
function closeToTheWorld(own: Session, origin: string | null): void {
  own.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: origin === null || !details.url.startsWith(`${origin}/`) });
  });
  // Files do not pass the request handler above when main's own code asks for them.
  own.protocol.handle('file', () => new Response(null, { status: 403 }));
  own.on('will-download', (event) => event.preventDefault());
  // WebRTC opens sockets that no web request shows. A proxy that cannot exist (the broadcast address) leads them nowhere.
  void own.setProxy({
    mode: 'fixed_servers',
    proxyRules: 'socks5://255.255.255.255:9',
    proxyBypassRules: '<-loopback>',
  });
}

/** A session with a language set fetches a dictionary from redirector.gvt1.com as soon as it is made. */
function silenceSpellChecker(own: Session): void {
  own.setSpellCheckerEnabled(false);
  own.setSpellCheckerLanguages([]);
}
