import { useQuery } from '@tanstack/react-query';
import { Cpu, SearchX } from 'lucide-react';
import type { TokensOverview } from '../../../app/contract/token-shapes.ts';
import { failureIn } from '../../data/failure.ts';
import { tokensOf, tokensQuery } from '../../data/tokens.ts';
import type { Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ItemPlace, ListTop, Panes } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { GhostRows } from '../../ui/Row.tsx';
import { counted } from './counted.ts';
import { ModulePane } from './ModulePane.tsx';
import { RescanButton } from './RescanButton.tsx';
import { TokenPane } from './TokenPane.tsx';
import { TokensList } from './TokensList.tsx';
import { listRows, offeredModules, openedIn } from './token-list.ts';

type TokensRoute = Extract<Route, { screen: 'tokens' }>;

const show = (open: string | null, how: 'push' | 'replace' = 'push'): void => go({ screen: 'tokens', open }, how);
const back = (): void => show(null);

/** What is open: a token, a module, or why it is not there any more. */
function Opened({ overview, open }: { readonly overview: TokensOverview; readonly open: string | null }) {
  const opened = open === null ? null : openedIn(overview, open);
  if (opened?.kind === 'token') {
    return <TokenPane key={opened.id} token={opened.token} module={opened.module} onBack={back} />;
  }
  if (opened?.kind === 'module') {
    return <ModulePane key={opened.id} module={opened.module} onBack={back} />;
  }
  if (open !== null) {
    return (
      <ItemPlace>
        <Empty
          icon={<SearchX size={18} />}
          title="It is not there any more"
          actions={
            <>
              <RescanButton />
              <Button onClick={back}>Back to the list</Button>
            </>
          }
        >
          The token was removed, or its module was forgotten. Its keys are on it, not here: put it back and look again.
        </Empty>
      </ItemPlace>
    );
  }
  const isUsed = listRows(overview).length > 0;
  return (
    <ItemPlace>
      <Empty icon={<Cpu size={18} />} title={isUsed ? 'Choose a token' : 'No token module is used yet'}>
        {isUsed ? (
          'Its keys, its PIN and what it really does are shown here.'
        ) : (
          <>
            Keydock speaks to tokens through their vendor’s PKCS#11 module, a library. It loads none that you have not
            allowed, and each one only in a process of its own.{' '}
            {offeredModules(overview).length > 0
              ? 'Those it has found are in the list: choose the one of your token.'
              : 'Add the one that came with your token, or an NSS database, below the list.'}
          </>
        )}
      </Empty>
    </ItemPlace>
  );
}

/** "3 tokens"; nothing while no module may be asked for any. */
function subOf(overview: TokensOverview): string {
  if (!overview.isSettled) return 'Looking for tokens…';
  return listRows(overview).length === 0 ? '' : counted(tokensOf(overview).length, 'token');
}

/** The PKCS#11 modules and tokens of this machine. */
export function Tokens({ route: { open } }: { readonly route: TokensRoute }) {
  const { data, error, refetch } = useQuery(tokensQuery);
  const failure = failureIn(error);
  return (
    <Panes
      title="Tokens"
      isOpen={open !== null}
      list={
        <>
          <ListTop
            title="Tokens"
            sub={data !== undefined && <span role="status">{subOf(data)}</span>}
            actions={data !== undefined && <RescanButton form="picture" />}
          />
          {data !== undefined && <TokensList overview={data} open={open} onOpen={show} />}
          {data === undefined && failure === null && <GhostRows />}
          {data === undefined && failure !== null && <Problem failure={failure} onRetry={() => void refetch()} />}
        </>
      }
      item={data === undefined ? <ItemPlace>{null}</ItemPlace> : <Opened overview={data} open={open} />}
    />
  );
}
