import { visibleText } from '../../../app/visible-text.ts';

type Child = Node | null;

/** An element with a class and children. Text goes in only by {@link shown} or {@link words}: nothing is ever parsed. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

/** Words of ours. */
export function words(text: string): Text {
  return document.createTextNode(text);
}

/**
 * Text that came from elsewhere: what cannot be seen is drawn as an escape, what is too long is cut with its length.
 * @param limit in characters
 */
export function shown(text: string, limit = 600): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const piece of visibleText(text, limit)) {
    fragment.append(piece.kind === 'plain' ? words(piece.text) : el('span', piece.kind, words(piece.text)));
  }
  return fragment;
}
