/** The uploaded text was not base64 of the standard alphabet without line breaks. */
export class NotBase64Error extends Error {
  override readonly name = 'NotBase64Error';
}

/** Decodes base64 text that comes in pieces of any length. @throws NotBase64Error */
export async function* decodeBase64(text: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = '';
  let ended = false;
  for await (const piece of text) {
    const whole = rest + Buffer.from(piece).toString('latin1');
    if (ended && whole.length > 0) throw new NotBase64Error();
    const usable = whole.length - (whole.length % 4);
    rest = whole.slice(usable);
    const quads = whole.slice(0, usable);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(quads)) throw new NotBase64Error();
    ended = quads.endsWith('=');
    if (quads.length > 0) yield Buffer.from(quads, 'base64');
  }
  if (rest.length > 0) throw new NotBase64Error();
}

/** Encodes bytes that come in pieces of any length, without line breaks. */
export async function* encodeBase64(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const piece of bytes) {
    const whole = Buffer.concat([rest, piece]);
    const usable = whole.length - (whole.length % 3);
    rest = whole.subarray(usable);
    if (usable > 0) yield Buffer.from(whole.subarray(0, usable).toString('base64'));
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'));
}
