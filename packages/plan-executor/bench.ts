import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import {
  execute,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type GraphQLOutputType,
} from 'graphql';
import { QueryPlanner } from '@apollo/query-planner';
import { PreparedOperation, type SubgraphResponse } from './src/index.ts';
import { loadFixture } from './test/oracle/fixture.ts';

/** CPU per request of the compiled executor and of Apollo's, over answers parsed from memory. */
const operations = {
  L: `query L { customers(first: 20) { edges { node {
    id customerNumber status isActive email firstName lastName phone createdAt version
    recentOrders(limit: 5) { id orderNumber status placedAt total { amountMinor currency } }
    orderMetrics { totalOrders lastOrderAt byCurrency { currency totalSpent { amountMinor } } }
    loyalty { balance { available pending } tier { name } }
  } } } }`,
  S: `query S($id: ID!) { customer(id: $id) { email
    recentOrders(limit: 5) { id total { amountMinor } } loyalty { balance { available } } } }`,
};

function sample(type: GraphQLOutputType, field: string): unknown {
  if (isNonNullType(type)) return sample(type.ofType, field);
  if (isListType(type)) {
    const length = field === 'edges' ? 20 : field === 'byCurrency' ? 1 : 5;
    return Array.from({ length }, () => sample(type.ofType, field));
  }
  if (isObjectType(type)) return { __typename: type.name };
  if (isEnumType(type)) return type.getValues()[0]?.value;
  const name = getNamedType(type).name;
  const samples: Record<string, unknown> = {
    Int: 12,
    Boolean: true,
    Float: 1.5,
    MinorUnits: 12_345,
  };
  return samples[name] ?? `${field} ${'0'.repeat(20)}`;
}

const federation = loadFixture('commerce');
const { graph } = federation;
const { apiSchema, supergraphSchema, schema: graphqlSchema } = graph;
const planner = new QueryPlanner(Supergraph.build(federation.supergraphSdl));
const answers = new Map<string, string>();

function isResponse(value: unknown): value is SubgraphResponse {
  return typeof value === 'object' && value !== null;
}

function parsed(text: string): SubgraphResponse {
  const value: unknown = JSON.parse(text);
  if (isResponse(value)) return value;
  throw new Error('Expected an answer to be an object');
}

/** The first request of a kind is executed, the rest parse its text as from a socket. */
async function answer(serviceName: string, query: string, variables: Record<string, unknown>) {
  const key = `${serviceName} ${query}`;
  const known = answers.get(key);
  if (known !== undefined) return parsed(known);
  const schema = federation.subgraphSchema(serviceName);
  if (schema === undefined) throw new Error(`No subgraph ${serviceName}`);
  const result = await execute({
    schema,
    document: parse(query),
    variableValues: variables,
    fieldResolver: (source: Record<string, unknown>, _args, _context, info) =>
      source?.[info.fieldName] ?? sample(info.returnType, info.fieldName),
    rootValue: {},
  });
  if (result.errors) throw new AggregateError(result.errors);
  answers.set(key, JSON.stringify(result));
  return parsed(JSON.stringify(result));
}

type RequestContext = Parameters<typeof executeQueryPlan>[2];
type ApolloRequest = { request: { query: string; variables: Record<string, unknown> } };

function hasWhatApolloReads(context: object): context is RequestContext {
  return 'request' in context && 'metrics' in context;
}

function isServiceMap(services: object): services is ServiceMap {
  return Object.keys(services).length > 0;
}

function executorsOf(source: string, variables: Record<string, unknown>) {
  const document = parse(source);
  const operation = operationFromDocument(apiSchema, document);
  const queryPlan = planner.buildQueryPlan(operation);
  const compiled = new PreparedOperation(graph, document, undefined);
  const serviceOf = (name: string) => ({
    process: ({ request }: ApolloRequest) => {
      JSON.stringify({ query: request.query, variables: request.variables });
      return answer(name, request.query, request.variables);
    },
  });
  const names = federation.subgraphNames;
  const services = Object.fromEntries(names.map((name) => [name, serviceOf(name)]));
  const requestContext = { request: { variables }, metrics: {}, context: {} };
  if (!hasWhatApolloReads(requestContext) || !isServiceMap(services)) throw new Error('Incomplete');
  const context = buildOperationContext({ schema: graphqlSchema, operationDocument: document });
  return {
    apollo: () =>
      executeQueryPlan(queryPlan, services, requestContext, context, supergraphSchema, apiSchema),
    compiled: () =>
      compiled.execute({
        variables,
        fetch: (request) => {
          request.body();
          return answer(request.serviceName, request.query, request.variables);
        },
      }),
    // What neither can avoid: parsing the answers and printing the response.
    floor: (response: unknown) => {
      for (const text of answers.values()) JSON.parse(text);
      return Promise.resolve(response);
    },
  };
}

async function cpuMs(run: () => Promise<unknown>, times: number): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) JSON.stringify(await run());
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function measure(name: string, source: string, variables: Record<string, unknown>) {
  answers.clear();
  const { apollo, compiled, floor: parseAndPrint } = executorsOf(source, variables);
  const [expected, actual] = [JSON.stringify(await apollo()), JSON.stringify(await compiled())];
  const response: unknown = JSON.parse(expected);
  const floor = () => parseAndPrint(response);
  if (expected !== actual) throw new Error('The executors differ');
  for (const run of [apollo, compiled, floor]) await cpuMs(run, 500);
  const apolloRounds: number[] = [];
  const compiledRounds: number[] = [];
  const floorRounds: number[] = [];
  // In turns, so that a busy moment of the machine falls on all three.
  for (let round = 0; round < 9; round++) {
    apolloRounds.push(await cpuMs(apollo, 200));
    compiledRounds.push(await cpuMs(compiled, 1_000));
    floorRounds.push(await cpuMs(floor, 1_000));
  }
  const apolloMs = median(apolloRounds);
  const compiledMs = median(compiledRounds);
  const floorMs = median(floorRounds);
  const own = (compiledMs - floorMs) / (apolloMs - floorMs);
  console.table({
    [name]: {
      bytes: expected.length,
      'Apollo ms': apolloMs.toFixed(3),
      'compiled ms': compiledMs.toFixed(3),
      ratio: (compiledMs / apolloMs).toFixed(3),
      'JSON alone ms': floorMs.toFixed(3),
      'ratio without JSON': own.toFixed(3),
    },
  });
}

await measure('L', operations.L, {});
await measure('S', operations.S, { id: '1' });
