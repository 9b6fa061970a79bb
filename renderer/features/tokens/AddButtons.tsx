import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { useBusy } from './use-busy.ts';

const ways = [
  { words: 'Add a module…', call: () => client.tokens.addModule({}) },
  { words: 'Add an NSS database…', call: () => client.tokens.addNssDatabase({}) },
] as const;

/** For what was not found by itself. Main asks for the file and then, in a window of its own, whether it may be loaded. */
export function AddButtons() {
  const { isBusy, run } = useBusy();
  return ways.map(({ words, call }) => (
    <Button
      key={words}
      disabled={isBusy}
      onClick={async () => {
        const added = await run(call);
        if (added?.allowed === true) announce('It is allowed now; its tokens are looked for');
      }}
    >
      {words}
    </Button>
  ));
}
