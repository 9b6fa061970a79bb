import { z } from 'zod';
import { FileKeyWay, Piece, PieceCipher, Turn } from '../tokens/file-key-shapes.ts';

/** What the engine asks of a token, through main: ciphertext and public values. The answer comes on the key's own port. */
export const TokenAsk = z.discriminatedUnion('job', [
  z.strictObject({ job: z.literal('fileKey'), way: FileKeyWay, turn: Turn.optional() }),
  z.strictObject({ job: z.literal('decryptPiece'), cipher: PieceCipher, data: Piece }),
]);
export type TokenAsk = z.output<typeof TokenAsk>;
