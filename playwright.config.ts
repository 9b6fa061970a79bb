import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { workers } from './scripts/session/workers.mjs';

// Set by the session the tests run in (scripts/session): outputs must not land in a checkout they may only read.
const results = process.env['KEYDOCK_RESULTS'] ?? 'test-results';

export default defineConfig({
  testDir: 'e2e/flows',
  outputDir: path.join(results, 'failures'),
  reporter: [['list'], ['json', { outputFile: path.join(results, 'e2e.json') }]],
  workers,
  // Long files whose tests share nothing say themselves that these may run side by side.
  fullyParallel: false,
  forbidOnly: true,
  // A test that passes at the second try hides a fault.
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  projects: [{ name: 'app', testIgnore: 'packaged/**' }],
});
