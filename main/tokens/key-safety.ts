import type { KeyAttributes } from './token-shapes.ts';

/** Something about a key that lets it be copied, or lets another key be copied with it. */
export interface KeyWeakness {
  readonly id: 'readable' | 'extractable' | 'wraps-and-decrypts' | 'unwraps-and-encrypts' | 'can-be-changed';
  readonly means: string;
}

interface Rule extends KeyWeakness {
  readonly applies: (key: KeyAttributes) => boolean;
}

/** One row per trap. The two middle ones are the classic ways to take a key off a token through its own functions. */
const rules: readonly Rule[] = [
  {
    id: 'readable',
    means: 'The token gives out its value to whoever knows the PIN.',
    applies: (key) => key.sensitive === false,
  },
  {
    id: 'extractable',
    means: 'It can be wrapped under another key and so leave the token.',
    applies: (key) => key.extractable === true,
  },
  {
    id: 'wraps-and-decrypts',
    means: 'It can wrap another key and then decrypt what it wrapped, which gives that key in the clear.',
    applies: (key) => key.wrap === true && key.decrypt === true,
  },
  {
    id: 'unwraps-and-encrypts',
    means: 'It can encrypt a chosen key and unwrap it, which plants a known key on the token.',
    applies: (key) => key.unwrap === true && key.encrypt === true,
  },
  {
    id: 'can-be-changed',
    means:
      'What it may do can be changed later by whoever knows the PIN, so each of the other traps can be opened again.',
    applies: (key) => key.modifiable !== false,
  },
];

/** What is to be pointed out about a key, weightiest first. */
export function weaknessesOf(key: KeyAttributes): KeyWeakness[] {
  return rules.filter((rule) => rule.applies(key)).map(({ id, means }) => ({ id, means }));
}
