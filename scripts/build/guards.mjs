// What a finished build must not contain. Each row is a promise that another part relies on.
import fs from 'node:fs';
import path from 'node:path';

/** react-dom writes innerHTML in three places, reached only by dangerouslySetInnerHTML and `<script>`, both banned by lint. */
const REACT_DOM_WRITES = 3;

const guards = [
  {
    what: 'innerHTML writes in the window, all of them react-dom',
    folder: 'renderer',
    files: /\.js$/,
    pattern: /\.innerHTML\s*=(?!=)/g,
    allowed: REACT_DOM_WRITES,
  },
  {
    what: 'innerHTML writes in the confirmation page',
    folder: 'confirmation',
    files: /\.(js|html)$/,
    pattern: /innerHTML/g,
    allowed: 0,
  },
  {
    what: 'innerHTML writes in the page for PINs',
    folder: 'secret',
    files: /\.(js|html)$/,
    pattern: /innerHTML/g,
    allowed: 0,
  },
  {
    what: 'inline scripts or styles, which the policy refuses',
    folder: '.',
    files: /\.html$/,
    pattern: /<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=/g,
    allowed: 0,
  },
  {
    what: 'data: URLs in styles, which font-src refuses',
    folder: '.',
    files: /\.css$/,
    pattern: /url\(["']?data:/g,
    allowed: 0,
  },
  {
    what: 'traces of the development server',
    folder: '.',
    files: /\.(js|cjs|html)$/,
    pattern: /devnonce|@vite\/client/g,
    allowed: 0,
  },
];

/**
 * @param {string} out the finished build
 * @returns {string[]} what is wrong, empty when nothing is
 */
export function guardBuild(out) {
  return guards.flatMap(({ what, folder, files, pattern, allowed }) => {
    const found = filesUnder(path.join(out, folder))
      .filter((file) => files.test(file))
      .flatMap((file) => [...fs.readFileSync(file, 'utf8').matchAll(pattern)].map(() => path.relative(out, file)));
    return found.length === allowed
      ? []
      : [`${what}: ${found.length}, not ${allowed} (${[...new Set(found)].join(', ')})`];
  });
}

/** @param {string} folder */
function filesUnder(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
