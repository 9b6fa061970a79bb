import path from 'node:path';
import { defineConfig } from '@playwright/test';

// Set by the session the tests run in (scripts/session): outputs must not land in a checkout they may only read.
const results = process.env['KEYDOCK_RESULTS'] ?? 'test-results';

export default defineConfig({
  testDir: 'e2e/flows',
  outputDir: path.join(results, 'failures'),
  reporter: [['list'], ['json', { outputFile: path.join(results, 'e2e.json') }]],
  // Two cores: more would only make each slower.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  // Real windows, real focus and real time: one second try, which the list and the counts name as flaky. A fault that is
  // there fails twice; a test that shows up as flaky again and again is one to mend.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  projects: [{ name: 'app', testIgnore: 'packaged/**' }],
});
