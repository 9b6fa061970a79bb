import type { KeydockContract } from '../../app/contract/contract.ts';
import { type Client, clientOver, type Subscriptions, subscriptionsOver } from '../../app/contract/define.ts';

/** Asks main. Every call answers a Result; main parses what is sent. */
export const client: Client<KeydockContract> = clientOver<KeydockContract>(window.keydock);

/** Listens to main. */
export const on: Subscriptions<KeydockContract> = subscriptionsOver<KeydockContract>(window.keydock);

/** The opaque id of a dropped file, by which main finds it; null for something that is no file. */
export const fileIdOf = (file: File): Promise<string | null> => window.keydock.file(file);
