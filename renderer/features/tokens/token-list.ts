import type { ModuleRow, TokenRow, TokensOverview } from '../../../app/contract/token-shapes.ts';

/** A row of the list: a module, and below it each of its tokens. */
export type ListRow =
  | { readonly kind: 'module'; readonly id: string; readonly module: ModuleRow }
  | { readonly kind: 'token'; readonly id: string; readonly token: TokenRow; readonly module: ModuleRow };

/** Modules that were allowed once, with their tokens. */
export function listRows({ modules }: TokensOverview): readonly ListRow[] {
  return modules
    .filter(({ state }) => state !== 'offered')
    .flatMap((module): ListRow[] => [
      { kind: 'module', id: module.id, module },
      ...module.tokens.map((token): ListRow => ({ kind: 'token', id: token.id, token, module })),
    ]);
}

/** Modules that were only found on this machine. */
export function offeredModules({ modules }: TokensOverview): readonly ModuleRow[] {
  return modules.filter(({ state }) => state === 'offered');
}

/** What an address leads to; null where it is not there, or not any more. */
export function openedIn({ modules }: TokensOverview, id: string): ListRow | null {
  for (const module of modules) {
    if (module.id === id) return { kind: 'module', id, module };
    const token = module.tokens.find((each) => each.id === id);
    if (token !== undefined) return { kind: 'token', id, token, module };
  }
  return null;
}
