/**
 * Where the window is, as kept in the location's hash. What can be in the address is in the address, so that going
 * back, reloading and a link from a notification all land on the same thing. A route shows; it never acts.
 */
export type Route =
  | { readonly screen: 'approvals'; readonly queue: string | null; readonly item: ItemAddress | null }
  | { readonly screen: 'requests'; readonly filter: RequestFilter; readonly id: string | null }
  | { readonly screen: 'products'; readonly filter: ProductFilter; readonly id: string | null }
  /** `open` is a token or a module, by the id that main gave it. */
  | { readonly screen: 'tokens'; readonly open: string | null }
  | { readonly screen: 'clients'; readonly filter: RequestFilter; readonly open: ClientPlace | null }
  | { readonly screen: 'journal'; readonly open: JournalPlace | null }
  | { readonly screen: 'export'; readonly open: ExportPlace | null }
  /** `file` is the file that is open below the list, by the id that main gave it. */
  | { readonly screen: 'decrypt'; readonly file: string | null }
  | { readonly screen: 'account' }
  | { readonly screen: 'profiles' };

/** What is open beside the journal's list: a line by its place in the file, or the whole chain. */
export type JournalPlace = number | 'chain';

/** What is open of the exports: one that is under way, or the record of one that has ended, by the id that main gave it. */
export interface ExportPlace {
  readonly kind: 'draft' | 'record';
  readonly id: string;
}

/** What is open beside the list of clients: one of them, or the form for a new one. */
export type ClientPlace = { readonly kind: 'client'; readonly id: string } | { readonly kind: 'register' };

export type Screen = Route['screen'];

/** An item of an approval queue. */
export interface ItemAddress {
  readonly queue: string;
  readonly id: string;
}

/** What the platform filters requests by. `state` is the platform's number. */
export interface RequestFilter {
  readonly name: string;
  readonly state: number | null;
}

export const productTypes = ['RnD', 'Production', 'CA'] as const;
export type ProductType = (typeof productTypes)[number];

export interface ProductFilter extends RequestFilter {
  readonly type: ProductType | null;
}

/** The files to decrypt, with nothing open. */
export const decryptFiles: Route = { screen: 'decrypt', file: null };

export const home: Route = { screen: 'approvals', queue: null, item: null };

/** Reads a hash. Anything that is not understood leads home. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [screen, ...rest] = path.split('/').map(decoded);
  const query = new URLSearchParams(search);
  const filter = { name: (query.get('name') ?? '').slice(0, 200), state: numberIn(query.get('state')) };
  switch (screen) {
    case 'approvals': {
      const [queue, id] = rest;
      return { screen, queue: query.get('queue'), item: queue && id ? { queue, id } : null };
    }
    case 'requests':
      return { screen, filter, id: rest[0] || null };
    case 'products':
      return { screen, filter: { ...filter, type: typeIn(query.get('type')) }, id: rest[0] || null };
    case 'decrypt':
      return { screen, file: localId(rest[0]) };
    case 'tokens':
      return { screen, open: localId(rest[0]) };
    case 'export':
      return { screen, open: exportPlace(rest) };
    case 'clients':
      return { screen, filter, open: clientPlace(rest[0]) };
    case 'journal':
      return { screen, open: journalPlace(rest[0]) };
    case 'account':
    case 'profiles':
      return { screen };
    default:
      return home;
  }
}

/** Writes a hash that {@link parseRoute} reads back. */
export function hashOf(route: Route): string {
  switch (route.screen) {
    case 'approvals':
      return hash(['approvals', ...(route.item === null ? [] : [route.item.queue, route.item.id])], {
        queue: route.queue,
      });
    case 'requests':
    case 'products':
      return hash([route.screen, ...(route.id === null ? [] : [route.id])], { ...route.filter });
    case 'decrypt':
      return hash([route.screen, ...(route.file === null ? [] : [route.file])], {});
    case 'tokens':
    case 'journal':
      return hash([route.screen, ...(route.open === null ? [] : [String(route.open)])], {});
    case 'clients':
      return hash([route.screen, ...clientPart(route.open)], { ...route.filter });
    case 'export':
      return hash([route.screen, ...(route.open === null ? [] : [route.open.kind, route.open.id])], {});
    case 'account':
    case 'profiles':
      return hash([route.screen], {});
    default:
      return route satisfies never;
  }
}

function hash(path: readonly string[], query: Readonly<Record<string, string | number | null>>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== null && value !== '');
  const search = new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

function journalPlace(text: string | undefined): JournalPlace | null {
  if (text === 'chain') return text;
  return text !== undefined && /^[1-9]\d{0,7}$/.test(text) ? Number(text) : null;
}

/** An exclamation mark is in no id of the platform. */
const registerPlace = '!register';

function clientPlace(text: string | undefined): ClientPlace | null {
  if (text === undefined || text === '') return null;
  return text === registerPlace ? { kind: 'register' } : { kind: 'client', id: text };
}

function clientPart(open: ClientPlace | null): readonly string[] {
  if (open === null) return [];
  return [open.kind === 'register' ? registerPlace : open.id];
}

function exportPlace([kind, name]: readonly string[]): ExportPlace | null {
  const id = localId(name);
  return id !== null && (kind === 'draft' || kind === 'record') ? { kind, id } : null;
}

/** An id that main gave, as app/contract/token-shapes.ts has it. */
function localId(text: string | undefined): string | null {
  return text !== undefined && /^[A-Za-z0-9_-]{8,64}$/.test(text) ? text : null;
}

function numberIn(text: string | null): number | null {
  return text !== null && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

function typeIn(text: string | null): ProductType | null {
  return productTypes.find((type) => type === text) ?? null;
}
