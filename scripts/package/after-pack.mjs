import fs from 'node:fs';
import path from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { fuses } from './fuses.mjs';

/** Files of the development runtime that are no part of the product. */
const STRANGERS = ['resources/default_app.asar', 'made-from', 'version'];

/**
 * electron-builder calls this when the app lies packed and unsigned.
 * @param {import('electron-builder').AfterPackContext} context
 */
// biome-ignore lint/style/noDefaultExport: electron-builder takes the default export
export default async function afterPack({ appOutDir, electronPlatformName, packager }) {
  for (const file of STRANGERS) fs.rmSync(path.join(appOutDir, file), { force: true });
  const { productFilename } = packager.appInfo;
  const binary = {
    linux: packager.config.linux?.executableName ?? productFilename,
    win32: `${productFilename}.exe`,
    darwin: `${productFilename}.app`,
    mas: `${productFilename}.app`,
  }[electronPlatformName];
  if (binary === undefined) throw new Error(`No fuses known for ${electronPlatformName}`);
  await setFuses(path.join(appOutDir, binary), electronPlatformName === 'darwin');
}

/**
 * @param {string} binary
 * @param {boolean} resign on Apple silicon a changed binary needs a new ad-hoc signature
 */
async function setFuses(binary, resign) {
  const { version, ...wire } = await getCurrentFuseWire(binary);
  if (version !== FuseVersion.V1) throw new Error(`Fuse wire of version ${version}`);
  const states = Object.entries(wire).map(([index, state]) => ({ index: Number(index), state }));
  const undecided = states.filter(
    ({ index, state }) => state === FuseState.ENABLE && FuseV1Options[index] === undefined,
  );
  if (undecided.length > 0) throw new Error(`Fuses not decided: ${undecided.map(({ index }) => index).join(', ')}`);
  // An older runtime has fewer fuses, and refuses to be asked for more.
  const settable = fuses.filter(({ name }) => states.some(({ index }) => index === FuseV1Options[name]));
  await flipFuses(binary, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: resign,
    ...Object.fromEntries(settable.map(({ name, on }) => [FuseV1Options[name], on])),
  });
}
