import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { ok } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { KeyAttributes, ObjectDescription } from '../tokens/token-shapes.ts';
import type { TokenAtHand } from './needs.ts';
import { recordKeyLabel, recordSigner } from './record-key.ts';
import { recordKeyOf } from './record-signature.ts';

const spki = () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
};
const [there, made] = [spki(), spki()];

const acts: Acts = {
  begin: async () =>
    ok({ seq: 1, done: async () => undefined, failed: async () => undefined, declined: async () => undefined }),
  note: async () => ok(null),
};

/** Which key signs where a token has one private key already: that one, or one that is made. */
async function chosen(attributes: KeyAttributes, more: Partial<ObjectDescription> = {}) {
  const object: ObjectDescription = {
    handle: '01',
    class: 'private-key',
    label: recordKeyLabel,
    id: '01',
    keyType: 'EC',
    curve: 'P-256',
    isLeftover: false,
    attributes,
    ...more,
  };
  const answers: Readonly<Record<string, unknown>> = {
    objects: [object],
    publicKey: there,
    makeKeyPair: { key: { ...object, id: 'ff' }, publicKey: made },
  };
  // The checked boundary of this stand-in: only what choosing a key touches is there.
  const token = {
    ref: { slot: '00', serial: '1', label: 'line 3' },
    description: { serial: '1', label: 'line 3' },
    run: async (name: string) => ok(answers[name]),
  } as unknown as TokenAtHand;
  const signer = await recordSigner(token, acts);
  if ('why' in signer) return signer.why;
  return signer.key.kid === recordKeyOf(there)?.kid ? 'the one that is there' : 'a new one';
}

const asMade: KeyAttributes = {
  sign: true,
  derive: false,
  decrypt: false,
  unwrap: false,
  private: true,
  sensitive: true,
  extractable: false,
  local: false,
  neverExtractable: true,
};

test('the key that was made for records signs them', async () => {
  expect(await chosen(asMade)).toBe('the one that is there');
  // Some modules tell no more than they must.
  expect(await chosen({ sign: true, sensitive: true, extractable: false })).toBe('the one that is there');
});

test.each<[string, KeyAttributes, Partial<ObjectDescription>?]>([
  ['was brought, or could be carried off once', { neverExtractable: false }],
  ['can be carried off', { extractable: true }],
  ['can be read', { sensitive: false }],
  ['signs for everybody, without a PIN', { private: false }],
  ['agrees on keys too', { derive: true }],
  ['does not sign', { sign: false }],
  ['wants its PIN at every use', { alwaysAuthenticate: true }],
  ['has another label', {}, { label: 'somebody’s' }],
])('one that %s does not, whatever it is called', async (_what, attributes, more) => {
  expect(await chosen({ ...asMade, ...attributes }, more)).toBe('a new one');
});
