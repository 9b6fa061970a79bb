/** The parts of an IPC event that say who sent it. */
export interface SenderFacts {
  readonly sender: { readonly id: number; isDestroyed(): boolean };
  /** null when the frame navigated away or died before it was looked at. */
  readonly senderFrame: { readonly url: string; readonly origin: string; readonly parent: unknown } | null;
}

/**
 * Is the sender the main frame of our page in our window? Anything missing is a no.
 * Read at the top of a handler, before anything is awaited: a frame may be gone a moment later.
 * @param origin e.g. `keydock://app`, compared whole
 * @param isOurWindow knows the web contents that main itself made for this page
 */
export function isOurSender(
  event: SenderFacts,
  origin: string,
  isOurWindow: (webContentsId: number) => boolean,
): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame === undefined || frame.parent !== null) return false;
  if (event.sender.isDestroyed() || !isOurWindow(event.sender.id)) return false;
  if (frame.origin !== origin || !URL.canParse(frame.url)) return false;
  const { protocol, host } = new URL(frame.url);
  return `${protocol}//${host}` === origin;
}
