import { defineConfig } from 'vitest/config';
import { SlowFirst } from './test/support/slowFirst.ts';

// 'unit' runs in Node; 'browser' and 'e2e' drive a real Chromium from Node: 'browser' on single modules served by a test
// server, one file at a time, since a software adapter takes every core; 'e2e' on the production build.
export default defineConfig({
  test: {
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          maxWorkers: 2,
          testTimeout: 60_000,
          // tfjs's ES modules, which Node by itself would not load: its CommonJS build lacks the gradients.
          server: { deps: { inline: [/@tensorflow/] } },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/browserSetup.ts'],
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/setup.ts'],
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
