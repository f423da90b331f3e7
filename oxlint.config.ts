import { defineConfig } from 'oxlint';
import { pureDomain, restrictedImports } from './scripts/architecture/lint-restrictions.ts';
import { sizeLimits } from './scripts/architecture/size-rule.ts';

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: ['**/dist/**', '.tsbuild/**'],
  options: { typeAware: true, reportUnusedDisableDirectives: 'error' },
  rules: {
    'max-lines': ['error', { max: sizeLimits.max, skipBlankLines: false, skipComments: false }],
    'import/no-cycle': 'error',
    eqeqeq: 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
    'typescript/only-throw-error': 'error',
    'typescript/no-misused-promises': ['error', { checksVoidReturn: false }],

    // Branded ids and rows of SQL are asserted at one place each.
    'typescript/no-unsafe-type-assertion': 'off',
    // Statements of one transaction go one after the other.
    'no-await-in-loop': 'off',
    // `noImplicitReturns` says it better: it knows which switches are exhaustive.
    'typescript/consistent-return': 'off',
    // Ports and tables have methods that are plain functions.
    'typescript/unbound-method': 'off',
    // Rules say `if … then …`; nobody awaits one.
    'unicorn/no-thenable': 'off',
    // Threads are asked here, never windows.
    'unicorn/require-post-message-target-origin': 'off',
    // Taste, without a gain at these sizes.
    'no-new': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'import/no-named-as-default-member': 'off',
    'oxc/no-map-spread': 'off',
    'promise/always-return': 'off',
    'typescript/no-generated-empty-object-type': 'off',
    'typescript/require-array-sort-compare': 'off',
    'typescript/no-unnecessary-boolean-literal-compare': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/prefer-set-has': 'off',
  },
  overrides: [
    ...restrictedImports,
    pureDomain,
    {
      files: ['**/*.test.ts'],
      plugins: ['vitest'],
      rules: {
        // Assertions have names of their own here: `refuses(…)`, `fc.assert(…)`.
        'vitest/expect-expect': 'off',
        'vitest/no-conditional-expect': 'off',
        'vitest/no-conditional-tests': 'error',
        'vitest/no-disabled-tests': 'error',
        'vitest/no-focused-tests': 'error',
        'vitest/no-identical-title': 'error',
        // The second argument says which case of many it was.
        'vitest/valid-expect': ['error', { maxArgs: 2 }],
      },
    },
    {
      // Output is the log's, settings are the configuration's.
      files: ['contexts/*/src/**', 'packages/*/src/**'],
      rules: { 'no-console': 'error', 'node/no-process-env': 'error' },
    },
    {
      files: [
        'packages/platform/src/{config,testing}/**',
        'packages/acceleration/src/testing/**',
        '**/*.test.ts',
      ],
      rules: { 'node/no-process-env': 'off' },
    },
  ],
});
