import { RefreshCw } from 'lucide-react';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { useBusy } from './use-busy.ts';

/** Ends every token process and looks again: what some modules need to see a token that came later. */
export function RescanButton({ form = 'words' }: { readonly form?: 'words' | 'picture' }) {
  const { isBusy, run } = useBusy();
  const rescan = async (): Promise<void> => {
    if ((await run(() => client.tokens.rescan({}))) !== undefined) announce('Looked for tokens again');
  };
  return form === 'words' ? (
    <Button disabled={isBusy} onClick={() => void rescan()}>
      Look again
    </Button>
  ) : (
    <IconButton
      label="Look for tokens again; ends every login"
      icon={<RefreshCw size={16} aria-hidden="true" />}
      disabled={isBusy}
      onClick={() => void rescan()}
    />
  );
}
