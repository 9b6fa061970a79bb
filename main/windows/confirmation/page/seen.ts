import { el } from '../../guarded-page/dom.ts';

/** Less than a line of text, in px: every line of a tall item holds a mark. */
const STEP = 16;

/**
 * Watches until every item has been in view, each line of it: marks that stand a line apart, from its first to its last
 * pixel, have all stood inside the region. What is jumped over between two frames has not been seen.
 * @param onChange told how many are still unseen: for the first time after the first layout, then as they come into view
 */
export function watchSeen(
  region: HTMLElement,
  items: readonly HTMLElement[],
  onChange: (unseen: number) => void,
): void {
  const itemOf = new Map<Element, HTMLElement>();
  const left = new Map<Element, number>();
  const marks = new Map<Element, number>();

  const inView = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const item = itemOf.get(target);
        if (!isIntersecting || item === undefined) continue;
        inView.unobserve(target);
        itemOf.delete(target);
        const more = (left.get(item) ?? 0) - 1;
        if (more > 0) left.set(item, more);
        else left.delete(item);
      }
      onChange(left.size);
    },
    { root: region, threshold: 1 },
  );

  function mark(item: HTMLElement, top: string): void {
    const edge = el('span', 'edge');
    edge.setAttribute('aria-hidden', 'true');
    edge.style.top = top;
    item.append(edge);
    itemOf.set(edge, item);
    left.set(item, (left.get(item) ?? 0) + 1);
    inView.observe(edge);
  }

  /** As many marks as its height asks for; an item that grows, in a window made narrower, gets more. */
  function markLines(item: HTMLElement): void {
    const wanted = Math.floor(item.offsetHeight / STEP);
    for (let line = marks.get(item) ?? 1; line <= wanted; line += 1) mark(item, `min(${line * STEP}px, 100% - 1px)`);
    marks.set(item, Math.max(marks.get(item) ?? 1, wanted + 1));
  }

  const heights = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target instanceof HTMLElement) markLines(target);
  });
  for (const item of items) {
    mark(item, '0px');
    mark(item, 'calc(100% - 1px)');
    markLines(item);
    heights.observe(item);
  }
}
