// Whose work is in the bundles, and under which terms: written into out/licences.txt, as those terms ask.
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../places.mjs';

/** Terms under which a closed program may carry the work, given its notice. Another one stops the build and is decided. */
const ACCEPTED = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'OFL-1.1'];

/** Packages without a text of their own: an empty module that only marks code as the browser's. */
const WITHOUT_TEXT = ['client-only'];

/** In the product, but not in the graph of modules: fonts come by style sheet, the PKCS#11 binding beside the bundles. */
const BESIDE = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono', 'pkcs11js'];

/** @type {Set<string>} folders of packages that went into a bundle */
const folders = new Set(BESIDE.map((name) => path.join(root, 'node_modules', name)));

/**
 * Takes note of every package a bundle is made from.
 * @returns {import('vite').Plugin}
 */
export function rememberPackages() {
  return {
    name: 'keydock:licences',
    generateBundle() {
      for (const id of this.getModuleIds()) {
        const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replace(/^\0/, ''))?.[0];
        if (folder !== undefined && fs.existsSync(path.join(folder, 'package.json'))) folders.add(folder);
      }
    },
  };
}

/**
 * @param {string} out the finished build
 * @returns {string[]} what is wrong, empty when nothing is
 */
export function writeLicences(out) {
  const packages = [...folders].map(describe).sort((a, b) => a.name.localeCompare(b.name));
  const faults = packages.flatMap(({ name, licence, text }) => [
    ...(ACCEPTED.includes(licence) ? [] : [`licence of ${name}: ${licence} is not among those accepted`]),
    ...(text === undefined && !WITHOUT_TEXT.includes(name) ? [`licence of ${name}: no text`] : []),
  ]);
  const chapters = packages.map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text ?? '(no text of its own)'}\n`,
  );
  fs.writeFileSync(path.join(out, 'licences.txt'), chapters.join(`\n${'-'.repeat(80)}\n\n`));
  return faults;
}

/** @param {string} folder */
function describe(folder) {
  const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = fs.readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry));
  const text = file === undefined ? undefined : fs.readFileSync(path.join(folder, file), 'utf8').trim();
  return { name: String(name), version: String(version), licence: String(license), text };
}
