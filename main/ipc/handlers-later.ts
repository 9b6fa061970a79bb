import type { Topic } from '../../app/contract/define.ts';

type AnyHandlers<H> = { readonly [Name in keyof H]: (...asked: never[]) => Promise<unknown> };

/**
 * The handlers of a topic whose room is loaded with its first call, so that the first window does not wait for it.
 * @param topic the contract's; its calls are what is answered
 * @param open loads the room, once
 */
export function handlersLater<H extends AnyHandlers<H>>(topic: Topic, open: () => Promise<H>): H {
  const names = Object.keys(topic).filter((name) => topic[name]?.kind === 'call');
  const later = names.map((name) => [
    name,
    async (...asked: never[]) => {
      const handlers = await open();
      // The checked boundary: the names are those of the contract's topic, whose handlers H are.
      return handlers[name as keyof H](...asked);
    },
  ]);
  return Object.fromEntries(later) as H;
}
