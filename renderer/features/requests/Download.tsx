import type { RequestItem } from '../../../app/contract/shapes.ts';
import { client } from '../../data/bridge.ts';
import { decryptFiles } from '../../state/route.ts';
import { orTrouble } from '../../state/trouble.ts';
import { go } from '../../state/use-route.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { cancelDownload, download, useDownloads } from './downloads.ts';

const bytes = new Intl.NumberFormat(navigator.language, {
  notation: 'compact',
  style: 'unit',
  unit: 'byte',
  unitDisplay: 'narrow',
});
const percent = new Intl.NumberFormat(navigator.language, { style: 'percent' });

/** Fetches what the request made, or ends that. */
export function DownloadButton({ id, offer }: { readonly id: string; readonly offer: RequestItem['download'] }) {
  const now = useDownloads((state) => state.of.get(id));
  if (now?.kind === 'running') {
    return <Button onClick={() => void cancelDownload(id)}>Cancel the download</Button>;
  }
  return (
    <Button
      tone={offer.can ? 'primary' : 'plain'}
      disabled={!offer.can}
      title={offer.can ? offer.name : offer.why}
      onClick={() => void download(id)}
    >
      Download…
    </Button>
  );
}

/** How far it is, what came of it, or why nothing did. */
export function DownloadNews({ id }: { readonly id: string }) {
  const now = useDownloads((state) => state.of.get(id));
  switch (now?.kind) {
    case undefined:
      return null;
    case 'failed':
      return <Problem failure={now.failure} form="inline" onRetry={() => void download(id)} />;
    case 'running':
      return (
        <Notice tone="info" title={now.done === null ? 'Choose a folder for it.' : 'It is being downloaded.'}>
          {now.done === null ? null : progressWords(now.done, now.total)}
        </Notice>
      );
    case 'done':
      return (
        <Notice
          tone={now.isChecked ? 'ok' : 'warn'}
          title={`${visible(now.name)} was downloaded ${now.isChecked ? 'and checked' : 'unchecked, as you confirmed'}.`}
          actions={<Button onClick={() => void decrypt(now.fileId)}>Decrypt it</Button>}
        >
          {now.record === ''
            ? 'No record lies beside it: the request encrypted nothing.'
            : `Its record lies beside it as ${visible(now.record)}: keep the two together.`}
        </Notice>
      );
    default:
      return now satisfies never;
  }
}

function progressWords(done: number, total: number | null): string {
  if (total === null || total === 0) return `${bytes.format(done)} so far.`;
  return `${percent.format(Math.min(done / total, 1))} of ${bytes.format(total)}. It gets its name when it is whole and checked.`;
}

async function decrypt(fileId: string): Promise<void> {
  const batch = await orTrouble(client.decrypt.add({ fileIds: [fileId] }));
  if (batch !== undefined) go(decryptFiles);
}
