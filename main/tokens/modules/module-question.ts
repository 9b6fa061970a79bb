import path from 'node:path';
import type { Fact, FactGroup, Warning } from '../../../app/facts.ts';
import type { Question } from '../../windows/confirmation.ts';
import type { ListedModule } from './module-list.ts';
import type { ModuleOrigin } from './module-origin.ts';

/** What is known of a module before it is loaded, for the person who is asked and for the journal. */
export function moduleFacts(module: ListedModule, origin: ModuleOrigin): FactGroup[] {
  const { known, sha256, parameters } = module;
  const facts: Fact[] = [
    { label: 'Name', value: { kind: 'text', text: module.name } },
    { label: 'File', value: { kind: 'mono', text: module.path } },
    ...(parameters === undefined ? [] : [{ label: 'Settings', value: { kind: 'mono', text: parameters } } as const]),
    { label: 'SHA-256', value: { kind: 'digest', algorithm: 'SHA-256', hex: sha256 ?? '' } },
    ...(known === null || known.sha256 === sha256
      ? []
      : [
          { label: 'When allowed', value: { kind: 'digest', algorithm: 'SHA-256', hex: known.sha256 } } as const,
          { label: 'Allowed at', value: { kind: 'time', iso: known.since } } as const,
        ]),
    { label: 'Size', value: { kind: 'text', text: `${origin.bytes.toLocaleString('en')} bytes` } },
    { label: 'Written at', value: { kind: 'time', iso: origin.writtenAt } },
    { label: 'Found by', value: { kind: 'text', text: module.foundBy } },
  ];
  return [
    { title: 'Module', facts },
    { title: 'Where it comes from', facts: originFacts(origin) },
  ];
}

function originFacts({ owner, writableByOthers, package: packageName }: ModuleOrigin): Fact[] {
  return [
    {
      label: 'Owner',
      value: owner === null ? { kind: 'unknown', why: 'not told by this system' } : { kind: 'text', text: owner },
    },
    {
      label: 'Can be changed by',
      value:
        owner === null
          ? { kind: 'unknown', why: 'not told by this system' }
          : { kind: 'text', text: writableByOthers.length === 0 ? 'its owner and the system' : 'other users too' },
    },
    {
      label: 'Package',
      value:
        packageName === null
          ? { kind: 'unknown', why: 'of no package that this system knows' }
          : { kind: 'text', text: packageName, mute: 'by its path; the file itself was not compared' },
    },
    { label: 'Signer', value: { kind: 'unknown', why: 'not looked up on this system' } },
  ];
}

/** Asked before a module may be loaded, for the first time or because its file is another one. */
export function allowQuestion(module: ListedModule, origin: ModuleOrigin): Question {
  const hasChanged = module.known !== null && module.known.sha256 !== module.sha256;
  return {
    title: hasChanged ? `Allow the new file of “${module.name}”?` : `Allow the module “${module.name}”?`,
    lead: 'Loading a PKCS#11 module runs its code, in a process of its own, with your rights. It sees your PIN and uses your keys. Allow it only if you know where it comes from.',
    warnings: warningsOf(module, origin, hasChanged),
    groups: moduleFacts(module, origin),
    as: 'for you on this computer',
    confirm: { label: hasChanged ? 'Allow new file' : 'Allow module', tone: 'accent' },
    typed: null,
    reason: null,
  };
}

function warningsOf(module: ListedModule, origin: ModuleOrigin, hasChanged: boolean): Warning[] {
  const warnings: Warning[] = [];
  if (hasChanged) {
    warnings.push({
      tone: 'danger',
      title: 'This is not the file you allowed.',
      text: "An update of the vendor's software changes it, and so does an attack. Compare the new SHA-256 with what the vendor tells.",
    });
  }
  if (origin.owner === 'another user') {
    warnings.push({
      tone: 'danger',
      title: 'The file belongs to another user.',
      text: 'They can change it whenever they like. Keydock asks again when it has changed, but they know its code and you do not.',
    });
  }
  const [place] = origin.writableByOthers;
  if (place !== undefined) {
    warnings.push({
      tone: 'danger',
      title: 'Others can change or replace this file.',
      text: `${place === module.path ? 'The file' : `The folder ${path.basename(place) || place}`} is writable by other users of this computer.`,
    });
  }
  if (origin.package === null && origin.owner === 'you') {
    warnings.push({
      tone: 'warn',
      title: 'No package brought this file.',
      text: 'It was put there by hand, or by a program that you ran. Modules that the system installed belong to the system.',
    });
  }
  return warnings;
}
