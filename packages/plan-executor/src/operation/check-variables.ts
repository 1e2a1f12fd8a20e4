import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { JsonRecord } from '../json.ts';

/** As many as graphql-js tells. Each takes a tenth of a millisecond to put into words. */
const maxErrors = 50;

/** What is wrong with a client's values, the first fifty faults of them; undefined when they fit. */
export function checkVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<JsonRecord> | undefined,
): readonly GraphQLError[] | undefined {
  if (variableDefinitions.length === 0) return undefined;
  const inputs = { ...variables };
  const { errors } = getVariableValues(schema, variableDefinitions, inputs, { maxErrors });
  // The last one beyond only tells that there are more.
  return errors?.slice(0, maxErrors);
}
