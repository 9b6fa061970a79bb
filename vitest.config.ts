import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{app,main,preload,renderer,e2e,scripts}/**/*.test.{ts,tsx,mjs}'],
    exclude: ['**/node_modules/**'],
    environment: 'node',
    // A unit test that needs longer belongs in `npm run soak`.
    testTimeout: 10_000,
    passWithNoTests: false,
  },
});
