import type { ApolloClient, OperationVariables, TypedDocumentNode } from '@apollo/client';

type Outcomes<Data> = { readonly [Field in keyof Data]: NonNullable<Data[Field]> };

/**
 * Sends a mutation. An outcome counts as done even if errors below it say that a part of it could not be read.
 * @throws the top-level error when there is no outcome; expected failures are outcomes
 */
export async function run<Data extends object, Variables extends OperationVariables>(
  client: ApolloClient,
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data & Outcomes<Data>> {
  const { data, error } = await client.mutate({ mutation, variables });
  if (!hasOutcomes(data)) throw error ?? new Error('The response was empty');
  return data;
}

const hasOutcomes = <Data extends object>(data: Data | undefined): data is Data & Outcomes<Data> =>
  data !== undefined && Object.values(data).every((outcome) => outcome !== null);
