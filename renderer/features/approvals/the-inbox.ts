import { useSyncExternalStore } from 'react';
import { client } from '../../data/bridge.ts';
import { Inbox } from './inbox.ts';

/** The inbox of this window. */
export const inbox = new Inbox((queue, page) => client.approvals.page({ queue, page }));

/** Draws again when the inbox has changed. */
export function useInboxVersion(): number {
  return useSyncExternalStore(inbox.subscribe, inbox.getVersion);
}
