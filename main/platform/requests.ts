import type { RequestItem, RequestRow } from '../../app/contract/shapes.ts';
import { type Directory, personText } from '../../app/platform/facts/directory.ts';
import { timeOf } from '../../app/platform/facts/octet-values.ts';
import { short, shortId } from '../../app/platform/facts/text-limits.ts';
import { operationOf } from '../../app/platform/operations.ts';
import { timelineOf } from '../../app/platform/timeline.ts';
import { ImageSigning, ImageSigningPage, type ImageSigningRow } from '../../app/platform/wire/image-signings.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { itemPath } from './client.ts';
import { offerOf } from './download.ts';
import { gatherSigning, type Sources } from './gather.ts';
import { stateShape } from './items.ts';
import type { ListPage } from './lists.ts';

const list = '/imagesignings';

/** One page of all requests this account may list; the filters are the platform's. */
export async function requestPage(
  { client, rows, directory }: Sources,
  { page, name, state }: { readonly page: number; readonly name: string; readonly state: number | null },
): Promise<Result<ListPage<RequestRow>>> {
  const query = { page, name: name === '' ? undefined : name, state: state ?? undefined };
  const answer = await client.get(list, ImageSigningPage, { query });
  if (!answer.ok) return answer;
  const { count, items } = answer.value;
  rows.remember(items);
  const names = directory();
  return ok({ page, count, rows: items.map((item) => rowOf(item, names)), readAt: new Date().toISOString() });
}

function rowOf({ id, name, state, data }: ImageSigningRow, directory: Directory): RequestRow {
  return {
    id,
    title: short(name),
    subtitle: [
      short(data.productName || `product ${shortId(data.idProduct)}`),
      short(data.productOperationName || data.operationType || 'unknown operation'),
      personText(data.user, directory),
    ],
    icon: operationOf(data.operationType).icon,
    state: stateShape(state, 'request'),
    askedAt: timeOf(data.creationTime),
  };
}

/** One request with everything that could be read about it. */
export async function openRequest(sources: Sources, id: string): Promise<Result<RequestItem>> {
  const path = itemPath(list, id);
  if (path === null) return fail('platform.not-found');
  const answer = await sources.client.get(path, ImageSigning, { query: { includeOptionalParameters: 'true' } });
  if (!answer.ok) return answer;
  const read = { kind: 'read', value: true } as const;
  const facts = await gatherSigning(sources, answer.value, read, [list], { strictness: 'tolerant' });
  if (!facts.ok) return facts;
  const { state } = answer.value;
  return ok({
    id,
    title: facts.value.title,
    sentence: facts.value.sentence,
    icon: facts.value.icon,
    askedAt: facts.value.askedAt,
    state: stateShape(state, 'request'),
    timeline: timelineOf(state, facts.value.askedAt),
    warnings: [...facts.value.warnings],
    groups: [...facts.value.groups],
    notReadable: [...facts.value.notReadable],
    download: downloadOf(answer.value),
    readAt: new Date().toISOString(),
  });
}

/** The link itself stays here: the window learns that there is one, and the name. */
function downloadOf(item: ImageSigning): RequestItem['download'] {
  const offer = offerOf(item);
  switch (offer.kind) {
    case 'file':
      return { can: true, name: offer.name };
    case 'not-ready':
      return { can: false, why: 'There is something to download once it is ready.' };
    case 'none':
      return { can: false, why: `The platform offers ${offer.what}.` };
    default:
      return offer satisfies never;
  }
}
