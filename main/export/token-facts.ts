import { type TokenKind, tokenKinds } from '../../app/exposure.ts';
import type { Fact, FactGroup } from '../../app/facts.ts';
import { fact } from '../../app/platform/facts/item-facts.ts';
import { short } from '../../app/platform/facts/text-limits.ts';
import { tokenName } from '../../app/token-name.ts';
import type { TokenDescription } from '../tokens/token-shapes.ts';
import type { TokenFacts } from './ceremony.ts';
import type { TokenAtHand } from './needs.ts';

/** Labels are not unique: the serial stands beside them. */
export function tokenNamed(token: Pick<TokenDescription, 'label' | 'serial'>): string {
  return short(`${tokenName(token)}${token.serial === '' ? '' : `, serial ${token.serial}`}`);
}

/** A token and its module as they are now. @param kind what the probe found it to be, which may be less than it claims */
export function factsOfToken({ description, module, moduleAbout }: TokenAtHand, kind: TokenKind): TokenFacts {
  const { label, model, manufacturer, serial, hardware, firmware } = description;
  const library = moduleAbout === null ? '' : `${moduleAbout.description} ${moduleAbout.version}`.trim();
  return {
    label,
    model,
    manufacturer,
    serial,
    hardware,
    firmware,
    kind,
    module: { name: module.name, sha256: module.sha256, library },
  };
}

/** The same for a screen. */
export function tokenGroup(title: string, token: TokenFacts): FactGroup {
  const text = (label: string, words: string): Fact[] =>
    words === '' ? [] : [fact(label, { kind: 'text', text: words })];
  return {
    title,
    facts: [
      fact('Token', { kind: 'text', text: tokenName(token) }),
      fact('Serial', token.serial === '' ? { kind: 'none', text: 'none given' } : { kind: 'mono', text: token.serial }),
      fact('What it is', { kind: 'text', text: tokenKinds[token.kind].name, mute: tokenKinds[token.kind].means }),
      ...text('Model', [token.manufacturer, token.model].filter((part) => part !== '').join(' · ')),
      ...text('Hardware and firmware', [token.hardware, token.firmware].filter((part) => part !== '').join(' · ')),
      fact('Module', { kind: 'text', text: token.module.name, mute: token.module.library }),
      fact('SHA-256 of the module', { kind: 'digest', algorithm: 'SHA-256', hex: token.module.sha256 }),
    ],
  };
}
