import type { ModuleRow } from '../../../app/contract/token-shapes.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { useBusy } from './use-busy.ts';

/** Opens the window that asks whether the module may be loaded, and shows what it is. */
export function UseModuleButton({
  module: { id, name, state },
  form,
}: {
  readonly module: ModuleRow;
  readonly form: 'short' | 'whole';
}) {
  const { isBusy, run } = useBusy();
  const words = state === 'changed' ? 'Look at the new file…' : 'Use this module…';
  return (
    <Button
      tone={form === 'whole' ? 'primary' : 'plain'}
      disabled={isBusy}
      aria-label={form === 'short' ? `Use ${visible(name)}…` : undefined}
      onClick={async () => {
        const answer = await run(() => client.tokens.allowModule({ module: id }));
        if (answer?.allowed === true) announce(`${name} is used now; its tokens are looked for`);
      }}
    >
      {form === 'short' ? 'Use…' : words}
    </Button>
  );
}
