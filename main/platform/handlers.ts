import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import { isShownQueue } from '../../app/platform/queues.ts';
import { fail, ok } from '../../app/result.ts';
import type { Decide } from './decide.ts';
import type { Downloads } from './download.ts';
import type { Sources } from './gather.ts';
import type { Inbox } from './inbox.ts';
import { openItem } from './items.ts';
import { openProduct, productPage } from './products.ts';
import { openRequest, requestPage } from './requests.ts';
import type { Watcher } from './watcher.ts';

/** What the window may ask about what waits. A queue this version cannot open is no valid question. */
export function approvalHandlers({
  sources,
  inbox,
  watcher,
  decide,
}: {
  readonly sources: Sources;
  readonly inbox: Inbox;
  readonly watcher: Watcher;
  readonly decide: Decide;
}): Handlers<KeydockContract>['approvals'] {
  return {
    summary: async ({ refresh }) => ok(refresh ? await watcher.refresh() : watcher.seen().summary),
    page: async ({ queue, page }) => (isShownQueue(queue) ? await inbox.page(queue, page) : fail('app.bad-call')),
    open: async ({ queue, id }) => (isShownQueue(queue) ? await openItem(sources, queue, id) : fail('app.bad-call')),
    async decide({ queue, id, decision }, caller) {
      if (!isShownQueue(queue)) return fail('app.bad-call');
      const outcome = await decide({ queue, id, decision }, caller);
      if (outcome.ok && outcome.value.result.kind !== 'cancelled') void watcher.refresh();
      return outcome;
    },
  };
}

/** What the window may ask about requests. */
export function requestHandlers(sources: Sources, downloads: Downloads): Handlers<KeydockContract>['requests'] {
  return {
    page: (filter) => requestPage(sources, filter),
    open: ({ id }) => openRequest(sources, id),
    download: ({ id }, caller) => downloads.start(id, caller),
    async cancelDownload({ id }) {
      downloads.cancel(id);
      return ok(null);
    },
  };
}

/** What the window may ask about products. */
export function productHandlers(sources: Sources): Handlers<KeydockContract>['products'] {
  return {
    page: (filter) => productPage(sources, filter),
    open: ({ id }) => openProduct(sources, id),
  };
}
