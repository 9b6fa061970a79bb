/** How the labels of objects begin that Keydock makes for itself and that are not meant to stay (process/leftover-labels.ts). */
const ours = /^keydock:/i;

/**
 * A label that cannot be taken for one of Keydock's own. Products, files and people give names; one that begins like the
 * label of something unfinished would have its key offered for destruction, as a thing that nobody needs.
 */
export function plainLabel(label: string): string {
  return label.replace(ours, 'keydock -');
}
