/** A name of a certificate, or a part of the name space. For `ip` a constraint holds an address and a mask. */
export type Subtree =
  | { readonly kind: 'dns'; readonly name: string }
  | { readonly kind: 'ip'; readonly octets: Uint8Array }
  | { readonly kind: 'other'; readonly tag: number };

export interface NameConstraints {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
}

/** directoryName: it restricts the subject, which is not compared here, so such a constraint refuses. */
const DIRECTORY_NAME = 0xa4;

/**
 * May an authority with these constraints vouch for all of these names? (RFC 5280 section 4.2.1.10)
 * Constraints on mail addresses and URIs say nothing about servers and are passed over.
 */
export function allows({ permitted, excluded }: NameConstraints, names: readonly Subtree[]): boolean {
  if ([...permitted, ...excluded].some((each) => each.kind === 'other' && each.tag === DIRECTORY_NAME)) return false;
  return names.every((name) => {
    const ofItsKind = permitted.filter(({ kind }) => kind === name.kind);
    if (name.kind !== 'other' && ofItsKind.length > 0 && !ofItsKind.some((each) => covers(each, name))) return false;
    return !excluded.some((each) => covers(each, name) || mightCover(each, name));
  });
}

function covers(constraint: Subtree, name: Subtree): boolean {
  if (constraint.kind === 'dns' && name.kind === 'dns') {
    // "example.com" covers itself and all below it; ".example.com", which CAs write too, only what is below.
    if (constraint.name === '') return true;
    if (constraint.name.startsWith('.')) return name.name.endsWith(constraint.name);
    return name.name === constraint.name || name.name.endsWith(`.${constraint.name}`);
  }
  if (constraint.kind === 'ip' && name.kind === 'ip') {
    const size = name.octets.length;
    if (constraint.octets.length !== 2 * size) return false;
    return name.octets.every((octet, i) => {
      const mask = constraint.octets[size + i] ?? 0;
      return (octet & mask) === ((constraint.octets[i] ?? 0) & mask);
    });
  }
  return false;
}

/** `*.example.com` might be used as the excluded `secret.example.com`. */
function mightCover(constraint: Subtree, name: Subtree): boolean {
  if (constraint.kind !== 'dns' || name.kind !== 'dns' || !name.name.startsWith('*.')) return false;
  return constraint.name.replace(/^\./, '').endsWith(name.name.slice(1));
}
