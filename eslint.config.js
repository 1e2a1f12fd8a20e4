import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const unsafeSql = ['$queryRawUnsafe', '$executeRawUnsafe'].map((property) => ({
  property,
  message: 'Use the tagged form, which keeps values out of the SQL text.',
}));

export default tseslint.config(
  {
    ignores: ['**/node_modules', '**/generated', '**/dist', '.data', '.cache', 'examples', 'bench'],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-restricted-properties': ['error', ...unsafeSql],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSEnumDeclaration, TSModuleDeclaration[kind="namespace"], TSParameterProperty',
          message: 'Only syntax that can be erased: Node runs these files as they are.',
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Handlers of Fastify and resolvers are async by contract, also where they have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // graphql-js's kinds and pg's type ids are compared with literals everywhere.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // The environment is read at the edge of a process and nowhere else.
    files: [
      'services/*/src/**/*.ts',
      'gateway/src/**/*.ts',
      'packages/{subgraph,trust}/src/**/*.ts',
    ],
    ignores: ['**/main.ts', '**/compose.ts', '**/*.test.ts', 'packages/subgraph/src/process.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          name: 'process',
          message: 'Only the entry of a process touches it; pass a configuration.',
        },
      ],
    },
  },
  {
    // Matchers such as expect.any are typed any.
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable' } },
  },
);
