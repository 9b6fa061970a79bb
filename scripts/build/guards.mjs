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

/** What a start waits for may grow only when somebody decides that it is worth it. */
const sizes = [
  {
    what: "bytes of the window's first screen, all of them read and run before it is painted",
    folder: 'renderer',
    files: /first-screen[^/]*\.js$/,
    most: 425_000,
  },
  {
    what: 'bytes of what every other screen reads first; more, and React Aria has come into it',
    folder: 'renderer',
    files: /screens-[^/]*\.js$/,
    most: 60_000,
  },
];

/**
 * @param {string} out the finished build
 * @returns {string[]} what is wrong, empty when nothing is
 */
export function guardBuild(out) {
  return [...found(out), ...tooLarge(out)];
}

/** @param {string} out */
function tooLarge(out) {
  return sizes.flatMap(({ what, folder, files, most }) => {
    const bytes = filesUnder(path.join(out, folder))
      .filter((file) => files.test(file))
      .reduce((sum, file) => sum + fs.statSync(file).size, 0);
    return bytes > 0 && bytes <= most ? [] : [`${what}: ${bytes}, not 1 to ${most}`];
  });
}

/** @param {string} out */
function found(out) {
  return guards.flatMap(({ what, folder, files, pattern, allowed }) => {
    const places = filesUnder(path.join(out, folder))
      .filter((file) => files.test(file))
      .flatMap((file) => [...fs.readFileSync(file, 'utf8').matchAll(pattern)].map(() => path.relative(out, file)));
    return places.length === allowed
      ? []
      : [`${what}: ${places.length}, not ${allowed} (${[...new Set(places)].join(', ')})`];
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
