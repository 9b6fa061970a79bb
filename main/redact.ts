/** What is cut from free text before it is written to a log, in this order, and why. */
const cuts: readonly { readonly pattern: RegExp; readonly to: string; readonly why: string }[] = [
  { pattern: /eyJ[\w-]*(?:\.[\w-]*)+/g, to: '[token]', why: 'a JWT or JWE in compact form' },
  { pattern: /\b(bearer|basic|negotiate)\s+[^\s"',;]+/gi, to: '$1 [cut]', why: 'an Authorization header' },
  {
    pattern:
      /(pin|puk|pass(?:word|phrase|code)?|secret|token|code|key|sig(?:nature)?)(["']?\s*[=:]\s*|\s+is\s+)(?:"[^"]*"|'[^']*'|[^\s&,;}]+)/gi,
    to: '$1$2[cut]',
    why: 'a named secret',
  },
  { pattern: /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@?#"']*@/gi, to: '$1[cut]@', why: 'user name and password in an address' },
  {
    pattern: /\?[^\s"'<>)]*/g,
    to: '?[cut]',
    why: 'a query string: presigned URLs and sign-in answers carry secrets in it',
  },
  { pattern: /#[\w%-]+=[^\s"'<>)]*/g, to: '#[cut]', why: 'an answer in the fragment of an address' },
  { pattern: /-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/g, to: '[PEM]', why: 'a key or certificate' },
  { pattern: /(?:[0-9a-f]{2}[:\s]){7,}[0-9a-f]{2}/gi, to: '[hex]', why: 'bytes written apart' },
  {
    pattern: /[\w+/=-]{24,}/g,
    to: '[long word]',
    why: 'base64 or hex long enough for a key; ids are lost too, and that is fine',
  },
  { pattern: /(?:\/[\w.@ -]+){2,}\/?|[A-Z]:\\[^\s"']+/g, to: '[path]', why: 'names the person and their files' },
  { pattern: /\b\d{4,16}\b/g, to: '[number]', why: 'may be a PIN' },
];

const MAX_CHARACTERS = 1_000;

/**
 * Free text as it may stand in a log. Cuts too much rather than too little: a log says where something broke, the
 * words are only a hint.
 */
export function redact(text: string): string {
  const cut = cuts.reduce((rest, { pattern, to }) => rest.replace(pattern, to), text.slice(0, 16_384));
  return cut.length > MAX_CHARACTERS ? `${cut.slice(0, MAX_CHARACTERS)}…` : cut;
}

/**
 * The frames of an error's stack, without folders.
 * @returns e.g. `["openDoor (main.js:1:2041)"]`, at most 20; none where the words in the stack are not the error's, since
 *   then nobody knows where they end: words may look like frames
 */
export function stackFrames({ stack = '', message }: Error): string[] {
  const words = stack.indexOf(message);
  if (words < 0) return [];
  return stack
    .slice(words + message.length)
    .split('\n')
    .filter((line) => line.length <= MAX_CHARACTERS)
    .slice(0, 21)
    .flatMap((line) => {
      const found = /^ +at (?:(?:async )?([\w.$<>[\] ]+) \()?(?:.*[/\\])?([\w.-]+:\d+:\d+)\)?$/.exec(line);
      if (found === null) return [];
      const [, name, place] = found;
      return [name === undefined ? `${place}` : `${name} (${place})`];
    });
}
