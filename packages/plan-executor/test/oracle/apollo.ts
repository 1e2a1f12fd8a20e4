import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import type { TestOperation } from './compare.ts';
import type { Run } from './data.ts';
import type { TestFederation } from './federation.ts';

type RequestContext = Parameters<typeof executeQueryPlan>[2];
type Received = { request: { query: string; variables?: Record<string, unknown> } };

const hasWhatApolloReads = (context: object): context is RequestContext => 'metrics' in context;
const isServiceMap = (services: object): services is ServiceMap => Object.keys(services).length > 0;

/** The result of Apollo's planner and executor, as `@apollo/gateway` has them. */
export async function executeByApollo(
  federation: TestFederation,
  { source, variables }: TestOperation,
  run: Run,
) {
  const { apiSchema, supergraphSchema, schema } = federation.graph;
  const document = parse(source);
  const planner = new QueryPlanner(Supergraph.build(federation.supergraphSdl));
  const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document));
  const serviceOf = (serviceName: string) => ({
    process: ({ request }: Received) =>
      federation.subgraph(
        {
          serviceName,
          query: request.query,
          variables: { ...request.variables },
          operationName: undefined,
        },
        run,
      ),
  });
  const services = Object.fromEntries(
    federation.subgraphNames.map((name) => [name, serviceOf(name)]),
  );
  const context = { request: { variables }, metrics: {}, context: {} };
  if (!hasWhatApolloReads(context) || !isServiceMap(services)) throw new Error('Incomplete');
  const operation = buildOperationContext({ schema, operationDocument: document });
  return executeQueryPlan(plan, services, context, operation, supergraphSchema, apiSchema);
}
