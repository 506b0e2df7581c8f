import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types the operations that the command line and the example client send, from the printed schema. `npm run generate` runs it. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['src/gql/*.ts', 'examples/client/*.ts'],
  importExtension: '.ts',
  generates: {
    'src/gql/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      // Operations stay text: a client that sends them needs no GraphQL library.
      config: { documentMode: 'string', useTypeImports: true, scalars: { DateTime: 'string', URL: 'string' } },
    },
  },
};

export default config;
