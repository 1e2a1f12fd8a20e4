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
  },
};

export default config;
