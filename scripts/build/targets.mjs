// What `npm run build` makes, one row a bundle, and the settings each needs.
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { cacheFolder, root } from '../places.mjs';
import { rememberPackages } from './licences.mjs';
import { announcerWithoutInnerHtml } from './live-announcer.mjs';

/** Node 20.18 and Chromium 130 are what Electron 33 brings, the oldest runtime the code promises to run on. */
const NODE = 'node20.18';
const CHROMIUM = 'chrome130';

/** Electron's own modules, Node's, and the native binding, which finds its .node file beside itself. */
const external = ['electron', /^electron\//, /^node:/, 'pkcs11js', /\.node$/];

/** @typedef {{ name: string, entry: string, config: import('vite').InlineConfig }} Target */

/**
 * One minified ES module per process: reading many small files cost 90 to 185 ms at start. What is heavy and not needed
 * for the first window is behind `import()` in the source and becomes a chunk of its own.
 * @param {string} entry
 * @param {string} name
 * @returns {Target}
 */
function nodeProcess(entry, name) {
  return {
    name,
    entry,
    config: {
      ...common,
      plugins: [rememberPackages()],
      ssr: { noExternal: true, target: 'node' },
      resolve: { conditions: ['node', 'import'], mainFields: ['module', 'main'] },
      build: {
        ...output('main'),
        ssr: true,
        target: NODE,
        minify: true,
        rolldownOptions: {
          input: { [name]: path.join(root, entry) },
          external,
          checks,
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: `${name}-[name]-[hash].js` },
        },
      },
    },
  };
}

/**
 * A sandboxed preload can require nothing but Electron's renderer half, so it is one CommonJS file.
 * @param {string} entry
 * @param {string} name
 * @returns {Target}
 */
function preload(entry, name) {
  return {
    name: `preload ${name}`,
    entry,
    config: {
      ...common,
      plugins: [rememberPackages()],
      build: {
        ...output('preload'),
        target: CHROMIUM,
        minify: true,
        rolldownOptions: {
          input: { [name]: path.join(root, entry) },
          external: ['electron'],
          checks,
          platform: 'browser',
          output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  };
}

/** What screens share among them: our own modules, and pictures. */
const shared = ['renderer', 'app', 'node_modules/lucide-react'].map((name) => path.join(root, name, path.sep));

/**
 * How the window's modules are put together. Exactly what its entry imports at once is one file, since each of twenty
 * small ones is asked of main in turn and the first paint waits for all; what is behind `import()` stays out of it. What
 * several of the other screens share is another. React Aria stays apart, with what is made of it, and comes with the
 * first menu or dialog.
 * The words of every error are among the first: they take half a millisecond, and have to be there when nothing can be
 * loaded any more.
 * @type {NonNullable<import('vite').Rolldown.CodeSplittingOptions['groups']>}
 */
const windowFiles = [
  { name: 'first-screen', tags: ['$initial'], priority: 1 },
  {
    debugName: 'screens',
    name: (id, graph) =>
      graph.getModuleInfo(id)?.importedIds.some((imported) => imported.includes('/react-aria')) ? 'menus' : 'screens',
    test: (id) => shared.some((folder) => id.startsWith(folder)),
    minShareCount: 2,
  },
];

/**
 * @param {string} folder holds index.html
 * @param {string} name
 * @param {import('vite').PluginOption[]} plugins
 * @param {typeof windowFiles} [groups] modules that make one file
 * @returns {Target}
 */
function page(folder, name, plugins, groups) {
  return {
    name: `page ${name}`,
    entry: `${folder}/index.html`,
    config: {
      ...common,
      root: path.join(root, folder),
      base: '/',
      plugins: [...plugins, rememberPackages()],
      build: {
        ...output(name),
        target: CHROMIUM,
        cssTarget: CHROMIUM,
        // No font or picture as a data: URL: font-src is 'self'.
        assetsInlineLimit: 0,
        // The polyfill fetches, and connect-src is 'none'.
        modulePreload: { polyfill: false },
        rolldownOptions: {
          checks,
          ...(groups && { output: { codeSplitting: { groups } } }),
        },
      },
    },
  };
}

/** A slow machine is no fault of a bundle. */
const checks = { bundlerTimings: false };

const common = /** @type {const} */ ({
  root,
  configFile: false,
  envDir: false,
  publicDir: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
});

/** Bundles are built beside out/ and put in its place when all are good, so that no half-built app is ever started. */
export const unfinished = path.join(cacheFolder, `out.${process.pid}`);

/** @param {string} folder */
function output(folder) {
  return {
    outDir: path.join(unfinished, folder),
    emptyOutDir: false,
    copyPublicDir: false,
    reportCompressedSize: false,
    sourcemap: false,
  };
}

/** @type {Target[]} */
export const targets = [
  nodeProcess('main/main.ts', 'main'),
  nodeProcess('main/tokens/process/main.ts', 'tokens'),
  nodeProcess('main/decrypt/process/main.ts', 'decrypt'),
  preload('preload/window.ts', 'window'),
  preload('preload/confirmation.ts', 'confirmation'),
  preload('preload/secret.ts', 'secret'),
  page('renderer', 'renderer', [react(), announcerWithoutInnerHtml()], windowFiles),
  // They draw what decides over keys and take PINs, so they hold no third-party code.
  page('main/windows/confirmation/page', 'confirmation', []),
  page('main/windows/secret/page', 'secret', []),
];
