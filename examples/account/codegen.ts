import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

const config: CodegenConfig = {
  schema: '../../gateway/api.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    'src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        onlyOperationTypes: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          DateTime: 'string',
          Locale: 'string',
          CountryCode: 'string',
          CurrencyCode: 'string',
          MinorUnits: 'number',
        },
      },
      // Apollo Client asks for __typename everywhere: with it the manifest holds exactly the documents that it sends.
      documentTransforms: [addTypenameSelectionDocumentTransform],
    },
    // Which types a union has: Apollo Client cannot tell from answers alone.
    'src/generated/possible-types.ts': {
      plugins: ['fragment-matcher'],
      config: { useExplicitTyping: true },
    },
  },
};

export default config;
