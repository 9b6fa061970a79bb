// Becomes resources/default_app.asar of the fallback runtime: what makes `electron <folder>` start the app in that folder.
// An ES module whose top-level await loads the app, as in Electron's own, because Electron holds `ready` back until it
// settles; without that, registerSchemesAsPrivileged and enableSandbox come too late and throw.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app as electronApp } from 'electron';

/** Electron's own default app sets these two, which its types leave out. @typedef {{ setVersion(version: string): void, setAppPath(folder: string): void }} Unlisted */
const app = /** @type {import('electron').App & Unlisted} */ (electronApp);
const given = process.argv.slice(1);
const position = given.findIndex((argument) => !argument.startsWith('-'));
if (given.includes('--version') || given.includes('-v')) {
  console.log(`v${process.versions.electron}`);
  process.exit(0);
}
if (position < 0) {
  console.error('usage: electron [options] <folder | file.js>');
  process.exit(1);
}

const target = path.resolve(given[position] ?? '.');
let entry = target;
let root = path.dirname(target);
if (fs.statSync(target).isDirectory() || target.endsWith('.asar')) {
  root = target;
  const about = JSON.parse(fs.readFileSync(path.join(target, 'package.json'), 'utf8'));
  if (about.version) app.setVersion(about.version);
  app.setName(about.productName ?? about.name ?? 'Electron');
  entry = path.join(target, about.main ?? 'index.js');
}
app.setAppPath(root);
app.setPath(
  'userData',
  app.commandLine.getSwitchValue('user-data-dir') || path.join(app.getPath('appData'), app.getName()),
);
process.argv.splice(1, position + 1, target);

try {
  await import(pathToFileURL(entry).href);
} catch (error) {
  console.error('The app threw an error while loading');
  console.error(error);
  process.exit(1);
}
