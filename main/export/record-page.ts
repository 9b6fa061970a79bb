import type { Fact, FactValue } from '../../app/facts.ts';
import { visibleText } from '../../app/visible-text.ts';
import { recordGroups } from './record-view.ts';
import type { KeptRecord } from './records.ts';

/** Nothing is loaded and nothing runs: the page is its own text and style. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const style = `
:root { color-scheme: light; font: 10pt/1.45 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; color: #14181c; background: #fff; }
h1 { font-size: 16pt; margin: 0 0 .25rem; }
h2 { font-size: 11pt; margin: 1.25rem 0 .25rem; border-bottom: 1px solid #b8c0c8; break-after: avoid; }
dl { display: grid; grid-template-columns: 12rem 1fr; gap: .15rem 1rem; margin: 0; break-inside: avoid; }
dt { color: #49525b; }
dd { margin: 0; overflow-wrap: anywhere; }
code { font: 8pt/1.6 ui-monospace, monospace; }
.beside { color: #49525b; }
.escape { font: 8pt ui-monospace, monospace; background: #eceff2; border-radius: 3px; padding: 0 .2em; }
footer { margin-top: 2rem; border-top: 1px solid #b8c0c8; padding-top: .5rem; color: #49525b; }
@page { margin: 18mm; }
`;

/**
 * A record as a page to print or to keep: static HTML without a script, a link or anything from outside. What people
 * and tokens call things is escaped twice over, for HTML and for the eye.
 */
export function recordHtml({ record, sha256, signature }: KeptRecord): string {
  const groups = recordGroups(record).map(
    ({ title, facts }) => `<h2>${text(title)}</h2>\n<dl>\n${facts.map(row).join('\n')}\n</dl>`,
  );
  const signed =
    signature === null
      ? 'This record is unsigned.'
      : 'The signed record is the file with the ending jws; this page is made from it and proves nothing by itself.';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>Key ceremony ${text(record.id)}</title>
<style>${style}</style>
</head>
<body>
<h1>Key ceremony</h1>
<p>${text(record.product.name)} · ${text(record.endedAt)} · record <code>${text(record.id)}</code></p>
${groups.join('\n')}
<footer><p>${signed} SHA-256 of the record's file: <code>${sha256}</code></p></footer>
</body>
</html>
`;
}

function row({ label, value }: Fact): string {
  return `<dt>${text(label)}</dt><dd>${valueHtml(value)}</dd>`;
}

function valueHtml(value: FactValue): string {
  switch (value.kind) {
    case 'text':
    case 'badge':
      return text(value.text) + beside(value.mute);
    case 'mono':
      return `<code>${text(value.text)}</code>`;
    case 'digest':
      return `<code>${text(value.hex)}</code>`;
    case 'bytes':
      return `<code>${text(value.base64)}</code>`;
    case 'time':
      return text(value.iso);
    case 'names':
      return value.names.map(({ id, name }) => text(name ?? id)).join(', ') + beside(value.mute);
    case 'unknown':
      return `<span class="beside">unknown: ${text(value.why)}</span>`;
    case 'none':
      return `<span class="beside">${text(value.text)}</span>`;
    default:
      return value satisfies never;
  }
}

function beside(mute: string | undefined): string {
  return mute === undefined || mute === '' ? '' : ` <span class="beside">${text(mute)}</span>`;
}

/** Characters that cannot be seen or turn their neighbours around are shown as escapes, as in every window. */
function text(words: string): string {
  return visibleText(words)
    .map(({ kind, text: piece }) =>
      kind === 'escape' ? `<span class="escape">${escaped(piece)}</span>` : escaped(piece),
    )
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(words: string): string {
  return words.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
