import type { KeydockContract } from '../../app/contract/contract.ts';
import { clientOver, subscriptionsOver } from '../../app/contract/define.ts';

/** Asks main. Every call answers a Result; main parses what is sent. */
export const client = clientOver<KeydockContract>(window.keydock);

/** Listens to main. */
export const on = subscriptionsOver<KeydockContract>(window.keydock);

/** The opaque id of a dropped file, by which main finds it; null for something that is no file. */
export const fileIdOf = (file: File): Promise<string | null> => window.keydock.file(file);
