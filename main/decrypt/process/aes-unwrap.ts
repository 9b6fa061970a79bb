import { type KeyWrapError, unwrapKw, unwrapKwp } from '../../../app/crypto/key-wrap.ts';
import { nodePrimitives } from '../../tokens/node-primitives.ts';

/** AES key wrap with or without padding. @returns undefined when the integrity check fails */
export function unwrapAes(scheme: 'kw' | 'kwp', kek: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  try {
    return scheme === 'kw' ? unwrapKw(nodePrimitives, kek, wrapped) : unwrapKwp(nodePrimitives, kek, wrapped);
  } catch (error) {
    if (isKeyWrapError(error)) return undefined;
    throw error;
  }
}

function isKeyWrapError(error: unknown): error is KeyWrapError {
  return error instanceof Error && error.name === 'KeyWrapError';
}
