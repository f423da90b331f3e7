import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,contexts,packages,scripts,bench,examples}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.tsbuild/**'],
    globalSetup: ['scripts/test/global-setup.ts'],
    // Each embedded database needs half a gigabyte.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    passWithNoTests: false,
  },
});
