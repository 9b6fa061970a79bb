import type { ClientKey } from '../../../app/contract/client-shapes.ts';

/** The types that are registered here; the others are certificates' business. */
export type RegisteredType = 'SecurityEngineer' | 'ProductionPC';

export const clientTypes = [
  {
    type: 'SecurityEngineer',
    title: 'Security engineer',
    words: 'Exports the product’s extractable keys onto a token. Needs an EC P-256 key.',
    prefix: 'SECENG',
  },
  {
    type: 'ProductionPC',
    title: 'Production PC',
    words:
      'Fetches the product’s secrets for a programming station: KEK-IV, SRK hash, SRK table. Takes an EC or RSA key.',
    prefix: 'PROD-PC',
  },
] as const satisfies readonly {
  readonly type: RegisteredType;
  readonly title: string;
  readonly words: string;
  readonly prefix: string;
}[];

/** Whether the platform takes a key for a type. @see platform-api.md section 6 */
export function fits(key: Pick<ClientKey, 'type'>, type: RegisteredType): boolean {
  return type === 'ProductionPC' || key.type === 'EC P-256';
}

/** Why a key cannot be chosen for a type, or null where it can. */
export function whyNotFits(key: Pick<ClientKey, 'type'>, type: RegisteredType): string | null {
  return fits(key, type) ? null : `It is ${key.type}; only an EC P-256 key can open an envelope.`;
}

/** What is said of a token whose keys are all of another kind. */
export function noKeyWords(type: RegisteredType): string {
  return type === 'SecurityEngineer'
    ? 'It holds no EC P-256 key that could open an envelope.'
    : 'It holds no key that fits.';
}

/** "SECENG-GATEWAY-G2"; empty where the product's name gives nothing to go by. */
export function suggestedName(type: RegisteredType, product: string | null): string {
  const prefix = clientTypes.find((row) => row.type === type)?.prefix ?? 'CLIENT';
  const slug = (product ?? '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return slug === '' ? '' : `${prefix}-${slug}`;
}
