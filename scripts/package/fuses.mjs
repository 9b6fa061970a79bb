// Every fuse of Electron, decided. A fuse newer than this table must come switched off, or the packaging fails: it would
// have to be decided first.
/** @import { FuseV1Options } from '@electron/fuses' */

/** @typedef {{ name: keyof typeof FuseV1Options, on: boolean, why: string }} Fuse */

/** @type {readonly Fuse[]} */
export const fuses = [
  {
    name: 'RunAsNode',
    on: false,
    why: 'ELECTRON_RUN_AS_NODE would let anyone run scripts under our name and signature',
  },
  { name: 'EnableCookieEncryption', on: true, why: 'we hold no cookies; should Chromium keep one, it is encrypted' },
  { name: 'EnableNodeOptionsEnvironmentVariable', on: false, why: 'NODE_OPTIONS could load code before ours' },
  {
    name: 'EnableNodeCliInspectArguments',
    on: false,
    why: '--inspect would open a debugger into the process that holds the session',
  },
  {
    name: 'EnableEmbeddedAsarIntegrityValidation',
    on: true,
    why: 'a changed archive does not start (macOS and Windows enforce it)',
  },
  { name: 'OnlyLoadAppFromAsar', on: true, why: 'no folder beside the archive is searched for another app' },
  { name: 'LoadBrowserProcessSpecificV8Snapshot', on: false, why: 'we build no snapshot' },
  {
    name: 'GrantFileProtocolExtraPrivileges',
    on: false,
    why: 'nothing is served from file://: the pages have their own scheme',
  },
  {
    name: 'WasmTrapHandlers',
    on: true,
    why: "Chromium's way of bounding WebAssembly memory; off, it would only be slower",
  },
];
