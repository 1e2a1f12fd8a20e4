import type { OperationTypeNode, DocumentNode, GraphQLSchema } from 'graphql';
import { callerNames, type CallerName } from './callers.ts';
import type { Seed } from './seed.ts';
import { generateVariables, type Variables } from './variables/generate.ts';

/** A committed operation with the variables that are sent with it. */
export interface CheckedOperation {
  readonly label: string;
  /** By which later steps refer to its response. */
  readonly name: string;
  readonly file: string;
  readonly type: `${OperationTypeNode}`;
  readonly document: DocumentNode;
  readonly text: string;
  /** Sent before what is generated. */
  readonly committed: readonly Variables[];
}

/** One request of one caller. */
export interface Step {
  /** The same in every run of the check. */
  readonly key: string;
  readonly operation: CheckedOperation;
  readonly variables: Variables;
  readonly caller: CallerName;
  /** Writes, so that the order counts and what follows from it is waited for. */
  readonly writes: boolean;
}

/** The steps of one caller: all begin with the databases as the seed left them. */
export interface Block {
  readonly caller: CallerName;
  readonly before: readonly Step[];
  readonly mutations: readonly Step[];
  readonly after: readonly Step[];
}

/** Sets of variables for one operation. Whoever may do little gets few: refusals are alike. */
const atMost: Readonly<Record<CallerName, Readonly<Record<'queries' | 'mutations', number>>>> = {
  nobody: { queries: 3, mutations: 3 },
  customer: { queries: 10, mutations: 7 },
  staff: { queries: 12, mutations: 8 },
  service: { queries: 5, mutations: 4 },
};
const queriesAfterAtMost = 2;

export function planBlocks(
  schema: GraphQLSchema,
  operations: readonly CheckedOperation[],
  seed: Seed,
): Block[] {
  const queries = operations.filter(({ type }) => type === 'query');
  const mutations = operations.filter(({ type }) => type === 'mutation');
  return callerNames.map((caller) => {
    let number = 0;
    const next = () => (number += 1);
    const steps = (operation: CheckedOperation, at: string, limit: number, by = caller): Step[] =>
      setsFor(schema, operation, { seed, next, limit }).map((variables, index) => ({
        key: `${caller} ${at} ${by} ${operation.label} ${index}`,
        operation,
        variables,
        caller: by,
        writes: operation.type === 'mutation',
      }));
    const readers: CallerName[] = caller === 'staff' ? ['staff'] : [caller, 'staff'];
    return {
      caller,
      before: queries.flatMap((operation) => steps(operation, 'before', atMost[caller].queries)),
      mutations: mutations.flatMap((operation) =>
        steps(operation, 'write', atMost[caller].mutations),
      ),
      after: readers.flatMap((reader) =>
        queries.flatMap((operation) => steps(operation, 'after', queriesAfterAtMost, reader)),
      ),
    };
  });
}

function setsFor(
  schema: GraphQLSchema,
  { committed, document }: CheckedOperation,
  options: { readonly seed: Seed; readonly next: () => number; readonly limit: number },
): Variables[] {
  const sets = [...committed, ...generateVariables(schema, document, options)];
  const different = new Map(sets.map((set) => [JSON.stringify(set), set]));
  return [...different.values()].slice(0, options.limit);
}
