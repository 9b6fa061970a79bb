import type { ObjectRow, TokenRow } from '../../../app/contract/token-shapes.ts';
import { client } from '../../data/bridge.ts';
import { readTokenAgain } from '../../data/tokens.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { objectName } from './objects.ts';
import { useBusy } from './use-busy.ts';

/** Opens the window that asks whether the object shall be destroyed. */
export function DestroyButton({ token, object }: { readonly token: TokenRow; readonly object: ObjectRow }) {
  const { isBusy, run } = useBusy();
  const name = visible(objectName(object));
  const destroy = async (): Promise<void> => {
    const answer = await run(() => client.tokens.destroyObject({ token: token.id, object: object.id }));
    if (answer?.destroyed !== true) return;
    announce(`${name} is destroyed`);
    await readTokenAgain(token.id);
  };
  return (
    <Button tone="danger" aria-label={`Destroy ${name}…`} disabled={isBusy} onClick={() => void destroy()}>
      Destroy…
    </Button>
  );
}
