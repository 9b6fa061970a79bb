import type { ObjectRow } from '../../app/contract/token-shapes.ts';
import type { Fact, FactGroup, Warning } from '../../app/facts.ts';
import { type KeyWeakness, weaknessesOf } from './key-safety.ts';
import { wantsPinAtUse } from './key-use.ts';
import { localId } from './local-ids.ts';
import type { KeyAttributes, ObjectDescription } from './token-shapes.ts';

/** Objects that are keys or halves of keys, and what the window calls each class. */
const classNames: Readonly<Record<ObjectDescription['class'], string>> = {
  data: 'data',
  certificate: 'certificate',
  'public-key': 'public key',
  'private-key': 'private key',
  'secret-key': 'secret key',
  other: 'other object',
};

/** The attributes in the order in which they are shown, with what a yes and a no mean. */
const attributeWords: readonly (readonly [keyof KeyAttributes, string, yes: string, no: string])[] = [
  ['sensitive', 'CKA_SENSITIVE', 'its value cannot be read', 'its value can be read'],
  ['extractable', 'CKA_EXTRACTABLE', 'it can leave wrapped', 'it cannot be wrapped'],
  ['alwaysSensitive', 'CKA_ALWAYS_SENSITIVE', 'it was never readable', 'it was readable once, or came from outside'],
  ['neverExtractable', 'CKA_NEVER_EXTRACTABLE', 'it could never leave', 'it could leave once, or came from outside'],
  ['local', 'CKA_LOCAL', 'made on the token', 'brought to the token'],
  ['private', 'CKA_PRIVATE', 'seen only after the PIN', 'seen without the PIN'],
  ['modifiable', 'CKA_MODIFIABLE', 'its attributes can be changed', 'its attributes are fixed'],
  ['alwaysAuthenticate', 'CKA_ALWAYS_AUTHENTICATE', 'the PIN is wanted at every use', 'one PIN lasts for a login'],
  ['copyable', 'CKA_COPYABLE', 'it can be copied on the token', 'it cannot be copied'],
];

const uses = ['encrypt', 'decrypt', 'sign', 'verify', 'wrap', 'unwrap', 'derive'] as const;

const weaknessTitles: Readonly<Record<KeyWeakness['id'], readonly [Warning['tone'], string]>> = {
  readable: ['danger', 'This key can be read out.'],
  extractable: ['danger', 'This key can leave the token.'],
  'wraps-and-decrypts': ['danger', 'This key can be used to take others off the token.'],
  'unwraps-and-encrypts': ['danger', 'This key can be used to plant keys.'],
  'can-be-changed': ['warn', 'What this key may do can be changed.'],
};

/** Says nothing of the object; the same as long as its class, label and CKA_ID are. */
export function objectIdOf(token: string, { class: objectClass, id, label }: ObjectDescription): string {
  return localId('object', token, objectClass, id, label);
}

/** Objects with their names. Those that share class, label and CKA_ID are told apart by their handle. */
export function nameObjects(
  token: string,
  objects: readonly ObjectDescription[],
): { readonly id: string; readonly object: ObjectDescription }[] {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const id = objectIdOf(token, object);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return objects.map((object) => {
    const usual = objectIdOf(token, object);
    return { id: counts.get(usual) === 1 ? usual : localId('object', usual, object.handle), object };
  });
}

export function objectRow(id: string, object: ObjectDescription): ObjectRow {
  return {
    id,
    class: object.class,
    label: object.label,
    ckaId: object.id,
    type: typeOf(object),
    isLeftover: object.isLeftover,
    uses: usesOf(object.attributes),
    warnings: warningsOf(object),
    groups: objectFacts(object),
  };
}

/** `AES-256`, `EC P-256`, `RSA 2048`, or what the token calls it. */
export function typeOf({ class: objectClass, keyType, bits, curve }: ObjectDescription): string {
  if (keyType === '') return classNames[objectClass];
  if (keyType === 'AES') return bits === undefined ? 'AES' : `AES-${bits}`;
  if (keyType === 'EC') return curve === undefined ? 'EC' : `EC ${curve}`;
  return bits === undefined ? keyType : `${keyType} ${bits}`;
}

function usesOf(attributes: KeyAttributes): string[] {
  return uses.filter((use) => attributes[use] === true);
}

function warningsOf(object: ObjectDescription): Warning[] {
  const isSecret = object.class === 'private-key' || object.class === 'secret-key';
  const leftover: Warning[] = object.isLeftover
    ? [
        {
          tone: 'warn',
          title: 'Never finished.',
          text: 'Keydock made this object and a crash, or a removal of the token, came before it was proven. Destroy it; do not use it.',
        },
      ]
    : [];
  if (!isSecret) return leftover;
  const weaknesses = weaknessesOf(object.attributes).map(({ id, means }): Warning => {
    const [tone, title] = weaknessTitles[id];
    return { tone, title, text: means };
  });
  const everyTime: Warning[] =
    object.attributes.alwaysAuthenticate === true
      ? [
          {
            tone: 'warn',
            title: 'This key wants its PIN at every use.',
            text:
              wantsPinAtUse(object) && object.keyType === 'RSA'
                ? 'However long you are logged in, Keydock asks for it again before each file that this key decrypts.'
                : 'Keydock can give it only where an RSA key decrypts; for a key agreement PKCS#11 knows no way. Some tokens do without it, the others refuse: better use another key.',
          },
        ]
      : [];
  return [...leftover, ...everyTime, ...weaknesses];
}

/** What is known of an object, for its page, for the person who is asked about it and for the journal. */
export function objectFacts(object: ObjectDescription): FactGroup[] {
  const { attributes } = object;
  const may = usesOf(attributes);
  const what: Fact[] = [
    {
      label: 'Label',
      value: object.label === '' ? { kind: 'none', text: 'none' } : { kind: 'text', text: object.label },
    },
    { label: 'Class', value: { kind: 'text', text: classNames[object.class] } },
    { label: 'Type', value: { kind: 'text', text: typeOf(object) } },
    { label: 'CKA_ID', value: object.id === '' ? { kind: 'none', text: 'none' } : { kind: 'mono', text: object.id } },
  ];
  if (object.keyType === '') return [{ title: 'Object', facts: what }];
  const guards = attributeWords.flatMap(([name, label, yes, no]): Fact[] => {
    const value = attributes[name];
    if (value === undefined) return [];
    return [{ label, value: { kind: 'text', text: value ? 'yes' : 'no', mute: value ? yes : no } }];
  });
  const uses: Fact = {
    label: 'May be used to',
    value: may.length === 0 ? { kind: 'none', text: 'nothing' } : { kind: 'text', text: may.join(', ') },
  };
  return [
    { title: 'Object', facts: [...what, uses] },
    ...(guards.length === 0 ? [] : [{ title: 'What the token says of it', facts: guards }]),
  ];
}
