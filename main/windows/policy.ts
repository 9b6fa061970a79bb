/** One line of the policy: the directive and why it says what it says. Nothing is added without a reason. */
interface PolicyLine {
  readonly directive: string;
  readonly value: string;
  readonly why: string;
}

const contentSecurityPolicy: readonly PolicyLine[] = [
  {
    directive: 'default-src',
    value: "'none'",
    why: 'what no line below allows is refused: media, objects, frames, manifests',
  },
  { directive: 'script-src', value: "'self'", why: 'the packaged bundle; no inline script, no eval' },
  { directive: 'style-src', value: "'self'", why: 'the packaged sheets; no inline style elements or attributes' },
  {
    directive: 'img-src',
    value: "'self'",
    why: 'the packaged pictures; a remote picture would tell its server who looks',
  },
  { directive: 'font-src', value: "'self'", why: 'Inter and JetBrains Mono, packaged' },
  {
    directive: 'connect-src',
    value: "'none'",
    why: 'the page has no network (rule R1); all data comes over the contract',
  },
  { directive: 'worker-src', value: "'none'", why: 'would fall back to script-src; the page starts no workers' },
  { directive: 'form-action', value: "'none'", why: 'default-src does not cover it; a form is a navigation with data' },
  {
    directive: 'base-uri',
    value: "'none'",
    why: 'default-src does not cover it; a base element would redirect relative links',
  },
  { directive: 'frame-ancestors', value: "'none'", why: 'nobody frames these pages; meta elements cannot express it' },
  { directive: 'require-trusted-types-for', value: "'script'", why: 'strings never become markup or code' },
  { directive: 'trusted-types', value: "'none'", why: 'and no page script may make a policy that lets them' },
];

/** The policy of a page that is printed: text and its own style, in a window without scripts. */
const printPolicy: readonly PolicyLine[] = [
  { directive: 'default-src', value: "'none'", why: 'nothing is loaded and nothing runs' },
  { directive: 'style-src', value: "'unsafe-inline'", why: 'its one sheet is inside the page, which has no files' },
  { directive: 'form-action', value: "'none'", why: 'default-src does not cover it' },
  { directive: 'base-uri', value: "'none'", why: 'default-src does not cover it' },
  { directive: 'frame-ancestors', value: "'none'", why: 'nobody frames it' },
  { directive: 'sandbox', value: '', why: 'no scripts, no forms, no windows and an origin of its own, once more' },
];

/** A response header of our scheme and why it is sent. */
interface HeaderLine {
  readonly header: string;
  readonly value: string;
  readonly why: string;
}

const headers: readonly HeaderLine[] = [
  {
    header: 'Content-Security-Policy',
    value: written(contentSecurityPolicy),
    why: 'the table above',
  },
  { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', why: 'no other page keeps a reference to the window' },
  { header: 'Cross-Origin-Resource-Policy', value: 'same-origin', why: 'one host cannot read the files of the other' },
  {
    header: 'X-Content-Type-Options',
    value: 'nosniff',
    why: 'a file is what its extension says, never what it looks like',
  },
  { header: 'Referrer-Policy', value: 'no-referrer', why: 'an address never travels' },
  { header: 'Cache-Control', value: 'no-store', why: 'the files are local: a copy would only grow old' },
];

function written(policy: readonly PolicyLine[]): string {
  return policy.map(({ directive, value }) => `${directive} ${value}`.trim()).join('; ');
}

/**
 * The headers of every answer of our scheme.
 * @param contentType of the file served
 */
export function responseHeaders(contentType: string): Record<string, string> {
  return { ...Object.fromEntries(headers.map(({ header, value }) => [header, value])), 'Content-Type': contentType };
}

/** The headers of a page that is printed: the same, with its own policy. */
export const printHeaders: Readonly<Record<string, string>> = {
  ...responseHeaders('text/html; charset=utf-8'),
  'Content-Security-Policy': written(printPolicy),
};
