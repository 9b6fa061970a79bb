import { createCipheriv, randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { ExportableKeyType, exportableKeys } from '../../main/tokens/exportable-keys.ts';
import type { Practice } from '../practice/world.ts';
import type { OtherProgram } from '../tokens/other-program.ts';
import type { ExportWizard } from './pages/export-wizard.ts';

/** The product of the practice company that has a key of every kind, all made to be exported. */
export const fieldKit = 'Field kit F1';

const types = ExportableKeyType.options;

/** As the practice company names its keys. */
export function fieldKeyName(type: ExportableKeyType): string {
  return `field-kit-f1-field-key-${type.toLowerCase()}`;
}

/** Exports all of them, from the preview to the record, and looks at what is said of each. @param letter the grade */
export async function exportsFieldKit(wizard: ExportWizard, letter: 'T' | 'K', pin?: string): Promise<void> {
  await wizard.preview(pin);
  for (const type of types) await expect(wizard.key(fieldKeyName(type))).toContainText(`Grade ${letter}`);
  await wizard.run();
  for (const type of types) {
    const isAes = exportableKeys[type].material === 'aes';
    const says = isAes ? 'integrity-checked, not compared' : 'Stored and proven';
    await expect(wizard.key(fieldKeyName(type))).toContainText(says);
  }
  await wizard.finish();
}

/** Uses each of them in a program that is not ours, against what the platform and OpenSSL say. */
export async function usesFieldKit(practice: Practice, program: OtherProgram): Promise<void> {
  const keys = program.keys();
  for (const type of types) {
    await test.step(`${type} is used`, async () => {
      const named = { product: fieldKit, operation: `Field key ${type}` };
      const key = keys.find(({ label, kind }) => label.includes(fieldKeyName(type)) && !kind.startsWith('Public'));
      if (key === undefined) throw new Error(`no ${type} key on the token`);
      expect(key.access).toContain('sensitive');
      const { material } = exportableKeys[type];
      if (material === 'aes') {
        const { base64 } = await practice.control('secretOf', named);
        const [secret, iv, plain] = [Buffer.from(base64, 'base64'), randomBytes(16), randomBytes(1_000)];
        const cipher = createCipheriv(`aes-${secret.length * 8}-cbc`, secret, iv);
        const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
        expect(program.decryptCbc(key.id, iv.toString('hex'), sealed).equals(plain)).toBe(true);
      } else {
        const { publicKey = '' } = await practice.control('keyOf', named);
        const kind = material === 'rsa' ? 'RSA' : 'ECDSA';
        expect(program.signsFor(key.id, kind, publicKey, randomBytes(100))).toBe(true);
      }
    });
  }
}
