// Lint: type-aware, zero warnings. A ban carries its reason.
import tseslint from 'typescript-eslint';
import regexp from 'eslint-plugin-regexp';

export default tseslint.config(
  {
    ignores: ['dist/', '.build/', 'node_modules/', 'examples/', 'test/engine/split/', '**/*.generated.ts', '**/*.mjs'],
  },
  ...tseslint.configs.strictTypeChecked,
  regexp.configs['flat/recommended'],
  {
    languageOptions: { parserOptions: { project: ['./tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowInGenericTypeArguments: true }],
      // Why: our methods are plain functions in objects; none reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Why: records read from JSON are indexed with names that cannot be known; `noUncheckedIndexedAccess` guards them.
      '@typescript-eslint/no-dynamic-delete': 'off',
      // Why: `Promise<void | Unavailable>` is how the host says "done, or why not".
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports: a thing has one name everywhere.' },
        { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that has it.' },
        {
          selector: "NewExpression[callee.name='RegExp']",
          message: 'Patterns are literals, so that lint can prove them linear.',
        },
        {
          selector: "CallExpression[callee.name='RegExp']",
          message: 'Patterns are literals, so that lint can prove them linear.',
        },
      ],
      'no-console': ['error'],
    },
  },
  {
    files: ['server/src/**/*.ts'],
    ignores: ['server/src/host/node-host.ts', 'server/src/host/node/**', 'server/src/main.ts', 'server/src/cli.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:fs',
                'node:fs/*',
                'node:child_process',
                'node:net',
                'node:http',
                'node:https',
                'node:os',
                'node:worker_threads',
              ],
              message: 'Only host/node-host.ts touches the outside world; ask the Host.',
            },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Ask the Host.' },
        { name: 'fetch', message: 'Ask the Host.' },
      ],
      'no-restricted-properties': ['error', { object: 'Date', property: 'now', message: 'Ask the Host for the time.' }],
    },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['*.config.mts'], rules: { 'no-restricted-syntax': 'off' } },
);
