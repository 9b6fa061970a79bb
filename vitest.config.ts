import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{app,main,preload,renderer,e2e,scripts}/**/*.test.{ts,tsx,mjs}'],
    exclude: ['**/node_modules/**'],
    environment: 'node',
    // Hundreds of processes of ours are started, each of which would read the same TypeScript anew.
    env: { NODE_COMPILE_CACHE: path.resolve('.cache/compiled') },
    // Many wait for token and decryption processes; on two cores one worker would leave most of the time unused.
    maxWorkers: 3,
    // A unit test that needs longer belongs in `npm run soak`.
    testTimeout: 10_000,
    // What is polled answers by processes and servers: only a state that never comes may end the wait.
    expect: { poll: { timeout: 8_000, interval: 20 } },
    passWithNoTests: false,
  },
});
