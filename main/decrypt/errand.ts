import type { KeyUse } from '../tokens/key-use.ts';

/** A file that a person has begun to decrypt, as far as a token asks that person about it. */
export type Errand = Pick<KeyUse, 'file' | 'fileTurn' | 'rest' | 'signal' | 'whileAsking'>;
