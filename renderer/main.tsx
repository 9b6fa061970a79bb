import './ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { client } from './data/bridge.ts';
import { queryClient } from './data/query-client.ts';
import { listenToCommands } from './features/shell/commands.ts';
import { reportFaults } from './features/shell/faults.ts';
import { listenToMain, takeStart } from './live.ts';
import { listenToKeys } from './state/keys.ts';
import { Problem } from './ui/Problem.tsx';

reportFaults();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
const window_ = createRoot(root);

const started = await client.app.start({});
if (started.ok) {
  takeStart(started.value);
  listenToMain();
  listenToKeys();
  listenToCommands();
  window_.render(
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>,
  );
} else {
  window_.render(<Problem failure={started.error} onRetry={() => window.location.reload()} />);
}
