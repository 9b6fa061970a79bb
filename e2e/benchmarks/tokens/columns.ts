import type { WrappedForm } from '../../../app/crypto/wrapped-form.ts';
import type { Grade } from '../../../app/exposure.ts';
import type { ExportableKeyType } from '../../../main/tokens/exportable-keys.ts';
import { exportableKeys } from '../../../main/tokens/exportable-keys.ts';
import { daemons, missingPackages, opencryptoki, remoteSoftHsm, tpm } from '../../tokens/daemons.ts';
import { hasNamespaces } from '../../tokens/namespace.ts';
import { makePivCard } from '../../tokens/piv/card.ts';
import { noReaderBecause, VirtualReader } from '../../tokens/piv/virtual-reader.ts';
import { moduleOf, nss, type Provider, softhsm } from '../../tokens/providers.ts';

/** What is expected of one kind of key in one form; weaker is a missed bar. Null: the provider cannot take it. */
export type Promised = (form: WrappedForm, type: ExportableKeyType) => Grade | null;

/** One provider of the table, and what `tokens.md` says of it. */
export interface Column {
  readonly name: string;
  /** Why it cannot be measured here; undefined when it can. */
  readonly notHere: () => string | undefined;
  readonly start: () => Provider | Promise<Provider>;
  /** A daemon that knows its folders by fixed names is measured by a program in a namespace of its own. */
  readonly apart?: true;
  /** Grade of opening an envelope with a client key on it; null: it has no ECDH that can be used. */
  readonly opens: Grade | null;
  /** The client key is there already, as on a card. */
  readonly keyIsThere?: true;
  /** What it takes: from itself where it opens, else from a SoftHSM that does. */
  readonly receives: Promised;
  /** A card takes nothing; SoftHSM receives in its place. */
  readonly receiver?: 'SoftHSM';
}

const materialOf = (type: ExportableKeyType) => exportableKeys[type].material;
const everything = () => undefined;
const asSoftHsm: Promised = (form, type) => (form === 'cloudhsm' && materialOf(type) === 'aes' ? 'C' : 'K');

const notInstalled = (daemon: (typeof daemons)[keyof typeof daemons]): string | undefined => {
  const packages = missingPackages(daemon);
  return packages === undefined ? undefined : `not installed: apt install ${packages}`;
};

async function card(name: string, file: string): Promise<Provider> {
  const reader = await VirtualReader.start();
  const inserted = await makePivCard();
  await reader.insert(inserted);
  const folder = '';
  const remove = () => void reader.stop();
  return {
    ...{ name, module: moduleOf(file), env: { ...process.env, ...reader.env }, folder, remove },
    ...{ labels: [], pin: inserted.pin },
  };
}

const cards = [
  { name: 'OpenSC PIV', file: '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so' },
  { name: 'ykcs11 PIV', file: '/usr/lib/x86_64-linux-gnu/libykcs11.so' },
] as const;

/** Every provider that Debian carries and `tokens.md` names. */
export const columns: readonly Column[] = [
  { name: 'NSS', notHere: everything, start: nss, opens: 'T', receives: () => 'T' },
  { name: 'SoftHSM', notHere: everything, start: () => softhsm('line 3'), opens: 'K', receives: asSoftHsm },
  ...cards.map(({ name, file }): Column => {
    const start = () => card(name, file);
    return {
      name,
      notHere: noReaderBecause,
      start,
      opens: 'K',
      keyIsThere: true,
      receives: asSoftHsm,
      receiver: 'SoftHSM',
    };
  }),
  {
    name: 'opencryptoki',
    notHere: () =>
      notInstalled(daemons.opencryptoki) ?? (hasNamespaces() ? undefined : 'this system refuses user namespaces'),
    start: opencryptoki,
    apart: true,
    opens: null,
    // No AES key wrap and no EC in 3.8.1.
    receives: (_form, type) => (materialOf(type) === 'ec' ? null : 'C'),
  },
  { name: 'tpm2-pkcs11', notHere: () => notInstalled(daemons.tpm), start: tpm, opens: null, receives: () => null },
  {
    name: 'p11-kit-client',
    notHere: () => notInstalled(daemons.remote),
    start: remoteSoftHsm,
    opens: null,
    // Its protocol drops every mechanism it does not know: no ECDH, no AES key wrap.
    receives: () => 'C',
  },
];
