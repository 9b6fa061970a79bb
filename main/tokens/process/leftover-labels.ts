/** The labels of objects that are not meant to stay. Whoever finds one knows what became of it. */

const unfinished = 'keydock: unfinished ';

/** What an object is called until it is proven, on tokens that cannot store a copy. */
export function unfinishedLabel(label: string): string {
  return `${unfinished}${label}`.slice(0, 200);
}

/** The object with which the probe tries whether a token stores copies; it is destroyed at once. */
export const probeLabel = 'keydock: probe, may be destroyed';

/** Whether an object was left behind by a process that ended in the middle. */
export function isLeftoverLabel(label: string): boolean {
  return label.startsWith(unfinished) || label === probeLabel;
}
