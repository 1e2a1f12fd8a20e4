import { GraphQLError, parse, validate } from 'graphql';
import { checkVariables, PreparedOperation } from '../../src/index.ts';
import type { World } from './data.ts';
import type { TestFederation } from './federation.ts';
import { agree, outcomeOf, type Outcome } from './outcome.ts';

export interface TestOperation {
  readonly source: string;
  readonly variables: Record<string, unknown>;
}

export interface Comparison {
  readonly expected: Outcome;
  readonly actual: Outcome;
  readonly sameResult: boolean;
  readonly plan: unknown;
}

async function expectedOutcome(
  federation: TestFederation,
  { source, variables }: TestOperation,
  world: World,
): Promise<Outcome> {
  return outcomeOf(await federation.monolith(source, variables, { world, mutations: 0 }));
}

/** Runs an operation in one server and over the subgraphs. */
export async function compare(
  federation: TestFederation,
  operation: TestOperation,
  world: World,
): Promise<Comparison> {
  const { source, variables } = operation;
  const document = parse(source);
  const prepared = new PreparedOperation(federation.graph, document, undefined);
  const run = { world, mutations: 0 };
  const result = await prepared.execute({
    variables,
    fetch: (request) => federation.subgraph(request, run),
  });
  const actual = outcomeOf(result);
  const expected = await expectedOutcome(federation, operation, world);
  return {
    expected,
    actual,
    sameResult: agree(expected, actual),
    plan: planOf(prepared, variables),
  };
}

function planOf(prepared: PreparedOperation, variables: Record<string, unknown>): unknown {
  try {
    return prepared.compiledFor(variables).plan;
  } catch (error) {
    return String(error);
  }
}

/** Whether a server would begin to execute it. */
export function isExecutable(federation: TestFederation, { source, variables }: TestOperation) {
  const document = parse(source);
  if (validate(federation.schema, document).length > 0) return false;
  const [definition] = document.definitions;
  if (definition?.kind !== 'OperationDefinition') throw new GraphQLError('No operation');
  return checkVariables(federation.schema, definition, variables) === undefined;
}
