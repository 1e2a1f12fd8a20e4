import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// Node gives everyone graphql's CommonJS file; without this, Vite would give our sources another copy of it.
const graphql = createRequire(import.meta.url).resolve('graphql');

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['{services,gateway,packages,infra,examples}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/generated/**'],
    globalSetup: ['./packages/testing/src/global-setup.ts'],
    setupFiles: ['./packages/testing/src/store-rule/watch-statements.ts'],
    pool: 'forks',
    // A test may start whole services: more files at once only make each other late.
    maxWorkers: 2,
    // Machines of continuous integration are shared: a test of time may meet a busy moment, not two.
    retry: process.env.CI ? 1 : 0,
    // A limit for what hangs, not for what is slow: two files share a machine with the processes that they start.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    teardownTimeout: 30_000,
    sequence: { shuffle: { files: true, tests: true } },
  },
});
