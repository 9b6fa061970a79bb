import { el } from './dom.ts';

/**
 * Watches until every item has been in view: its first and its last line have both stood whole inside the region. An
 * item that is jumped over between two frames has not been seen.
 * @param onChange told how many are still unseen: for the first time after the first layout, then as they come into view
 */
export function watchSeen(
  region: HTMLElement,
  items: readonly HTMLElement[],
  onChange: (unseen: number) => void,
): void {
  const waiting = new Map<Element, HTMLElement>();
  const edges = new Map<HTMLElement, number>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const item = waiting.get(target);
        if (!isIntersecting || item === undefined) continue;
        observer.unobserve(target);
        waiting.delete(target);
        const left = (edges.get(item) ?? 0) - 1;
        if (left > 0) edges.set(item, left);
        else edges.delete(item);
      }
      onChange(edges.size);
    },
    { root: region, threshold: 1 },
  );
  for (const item of items) {
    edges.set(item, 2);
    for (const edge of ['edge first', 'edge last']) {
      const mark = el('span', edge);
      mark.setAttribute('aria-hidden', 'true');
      item.append(mark);
      waiting.set(mark, item);
      observer.observe(mark);
    }
  }
}
