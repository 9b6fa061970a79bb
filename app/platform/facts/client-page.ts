import type { FactGroup, Warning } from '../../facts.ts';
import { clientTypeOf } from '../client-types.ts';
import { stateValue } from '../states.ts';
import {
  type ClientSources,
  keyDigestLabel,
  keyGroup,
  keyWarnings,
  productNameOf,
  receiverGroup,
  receivingKey,
  registrationGroup,
  retiresWarning,
} from './client-facts.ts';
import { type Directory, personText, sameIdentity } from './directory.ts';
import { notReadable } from './item-facts.ts';
import { inSentence } from './text-limits.ts';

/** Words of one client for the page of clients: how it stands, not what approving it would do. */
export interface ClientPageFacts {
  readonly sentence: string;
  readonly warnings: readonly Warning[];
  readonly groups: readonly FactGroup[];
  readonly notReadable: readonly string[];
}

/** What each kind of client may do once it is ready, after its name: "may fetch the keys of Gateway G2". */
const may = {
  keys: 'may fetch the exportable keys of',
  secrets: 'may fetch the production secrets of',
  certificates: 'may ask for certificates of',
  unknown: 'may act on',
} as const satisfies Record<ReturnType<typeof clientTypeOf>['receives'], string>;

/** The facts of a client that is or was registered. Only one that waits says what approving it would retire. */
export function clientPageFacts(sources: ClientSources, directory: Directory): ClientPageFacts {
  const { item } = sources;
  const waits = item.state.value === stateValue.Created || item.state.value === stateValue.ApprovalRequired;
  const receiver = receiverGroup(sources, directory, waits ? undefined : wordsOf(item.state.value));
  return {
    sentence: sentenceOf(sources, directory, waits),
    warnings: [...keyWarnings(sources), waits ? retiresWarning(sources) : null].filter((warning) => warning !== null),
    groups: [
      keyGroup(sources),
      { ...receiver, facts: receiver.facts.filter(({ label }) => waits || label !== 'Retires') },
      registrationGroup(item),
    ],
    notReadable: [
      // Who registers clients may list products and not read one: where the name is known, the facts say the rest.
      sources.productName === undefined
        ? notReadable(sources.product.kind, 'the product', 'it is not shown which keys this client receives')
        : null,
      waits
        ? notReadable(
            sources.earlier.kind,
            'the list of clients',
            'it is not shown which earlier client it would retire',
          )
        : null,
    ].filter((sentence) => sentence !== null),
  };
}

/** Of a client that was decided. */
function wordsOf(state: number): { readonly title: string; readonly receives: string } {
  return state === stateValue.Ready
    ? { title: 'Who receives what', receives: 'Receives' }
    : { title: 'Who would have received what', receives: 'Of the product' };
}

function sentenceOf(sources: ClientSources, directory: Directory, waits: boolean): string {
  const { item } = sources;
  const type = clientTypeOf(item.clientType);
  const [name, product] = [inSentence(item.name), inSentence(productNameOf(sources))];
  const yours = sameIdentity(item.clientUser, directory.you.identity);
  const whose = personText(item.clientUser, directory);
  if (waits) {
    const key = receivingKey(sources);
    // Whoever approves it has to type them: `typed` in client-facts.ts.
    const heard =
      yours && key.kind === 'read'
        ? `, and asks you for the last four characters of the ${keyDigestLabel}: ${key.sha256.slice(-4)}`
        : '';
    return `${yours ? 'You' : whose} asked to register ${name} as ${inSentence(type.words)} of ${product}. Somebody who may approve clients decides${heard}.`;
  }
  switch (item.state.value) {
    case stateValue.Ready:
      return `${name} ${may[type.receives]} ${product}, in ${yours ? 'your name' : `the name of ${whose}`}.`;
    case stateValue.NotActive:
      return `${name} was retired: it receives nothing of ${product} any more.`;
    case stateValue.Rejected:
      return `${name} was rejected: it never received anything of ${product}.`;
    default:
      return `${name} is registered as ${inSentence(type.words)} of ${product}.`;
  }
}
