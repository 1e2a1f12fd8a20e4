import type { ApolloClient, OperationVariables, TypedDocumentNode } from '@apollo/client';

/** Sends a mutation. @throws the top-level error when there is no outcome; expected failures are outcomes */
export async function run<Data, Variables extends OperationVariables>(
  client: ApolloClient,
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await client.mutate({ mutation, variables });
  if (!data) throw error ?? new Error('The answer was empty');
  return data;
}
