import { operationFromDocument, type Operation } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { compilePlan, type CompiledOperation, type Refusal } from '../../src/index.ts';
import type { Federation } from '../supergraphs.ts';
import { observe, type Outcome } from './outcome.ts';
import { Subgraphs, type Weather } from './subgraphs.ts';

type RequestContext = Parameters<typeof executeQueryPlan>[2];

export interface Prepared {
  readonly federation: Federation;
  readonly document: DocumentNode;
  readonly operation: Operation;
  readonly queryPlan: QueryPlan;
  readonly compiled: CompiledOperation | Refusal;
}

type Variables = Record<string, unknown>;

export function prepare(federation: Federation, document: DocumentNode): Prepared {
  const { apiSchema, planner, supergraphSchema } = federation;
  const operation = operationFromDocument(apiSchema, document);
  const queryPlan = planner.buildQueryPlan(operation);
  const compiled = compilePlan({ operation, queryPlan, supergraphSchema });
  return { federation, document, operation, queryPlan, compiled };
}

function hasWhatApolloReads(context: object): context is RequestContext {
  return 'request' in context && 'metrics' in context;
}

function isServiceMap(services: object): services is ServiceMap {
  return Object.keys(services).length > 0;
}

export function runApollo(
  { federation, document, queryPlan }: Prepared,
  variables: Variables,
  weather: Weather,
): Promise<Outcome> {
  const subgraphs = new Subgraphs(federation, weather);
  const serviceOf = (serviceName: string) => ({
    process: ({
      request,
    }: {
      request: { query: string; operationName?: string; variables: Variables };
    }) =>
      subgraphs.fetch({
        serviceName,
        query: request.query,
        operationName: request.operationName,
        variables: request.variables,
      }),
  });
  const names = [...federation.subgraphs.keys()];
  const services = Object.fromEntries(names.map((name) => [name, serviceOf(name)]));
  const requestContext = { request: { variables }, metrics: {}, context: {} };
  if (!hasWhatApolloReads(requestContext) || !isServiceMap(services)) throw new Error('Incomplete');
  const operationContext = buildOperationContext({
    schema: federation.graphqlSchema,
    operationDocument: document,
  });
  const { supergraphSchema, apiSchema } = federation;
  return observe(subgraphs.sent, () =>
    executeQueryPlan(
      queryPlan,
      services,
      requestContext,
      operationContext,
      supergraphSchema,
      apiSchema,
    ),
  );
}

export function runCompiled(
  { federation, compiled }: Prepared,
  variables: Variables,
  weather: Weather,
): Promise<Outcome> {
  if (compiled.kind === 'refusal') throw new Error(`Refused: ${compiled.reason}`);
  const subgraphs = new Subgraphs(federation, weather);
  return observe(subgraphs.sent, () =>
    compiled.execute({
      variables,
      fetch: ({ serviceName, query, operationName, variables: used }) =>
        subgraphs.fetch({ serviceName, query, operationName, variables: used }),
    }),
  );
}
