const FILE = /react-aria\/dist\/private\/live-announcer\/LiveAnnouncer\.(mjs|js)$/;
const OLD = ".innerHTML = ''";
const NEW = '.replaceChildren()';
const PLACES = 2;

/**
 * React Aria's announcer empties its log by `innerHTML = ''`. Under Trusted Types that throws, and React then unmounts
 * the whole window. Replaced by the call that does the same without parsing markup. Fails the build when an upgrade of
 * React Aria moved the code, so that the patch cannot silently stop working.
 * @returns {import('vite').Plugin}
 */
export function announcerWithoutInnerHtml() {
  let loaded = false;
  let patched = false;
  return {
    name: 'keydock:announcer-without-inner-html',
    enforce: 'pre',
    transform(code, id) {
      if (id.includes('react-aria')) loaded = true;
      if (!FILE.test(id.split('?')[0] ?? id)) return null;
      const found = code.split(OLD).length - 1;
      if (found !== PLACES)
        this.error(`LiveAnnouncer has ${found} places with ${OLD}, not ${PLACES}: look at the patch again`);
      patched = true;
      return { code: code.replaceAll(OLD, NEW), map: null };
    },
    buildEnd(error) {
      if (error === undefined && loaded && !patched) this.error('LiveAnnouncer was not found: look at the patch again');
    },
  };
}
