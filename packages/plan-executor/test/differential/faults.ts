import { GraphQLError } from 'graphql';
import type { SubgraphResponse } from '../../src/index.ts';
import { seededTape, type Tape } from './entropy.ts';

type Slot = { readonly holder: Record<string, unknown>; readonly key: string };

function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function slots(value: unknown, found: Slot[] = []): Slot[] {
  if (!isHolder(value)) return found;
  for (const key of Object.keys(value)) {
    found.push({ holder: value, key });
    slots(value[key], found);
  }
  return found;
}

const wrongValues: readonly [unknown, ...unknown[]] = [
  null,
  null,
  0,
  7,
  -1.5,
  1e30,
  '',
  'wrong',
  true,
  [],
  [null],
  [[{ id: 'id-1' }]],
  {},
  { __typename: 'Nobody', id: 'id-2' },
  { __typename: 'Book', id: null },
];

function spoilData(tape: Tape, data: unknown): void {
  const [first, ...rest] = slots(data);
  if (first === undefined) return;
  const { holder, key } = tape.pick([first, ...rest]);
  if (tape.oneIn(6) && !Array.isArray(holder)) delete holder[key];
  else if (tape.oneIn(8)) Object.defineProperty(holder, '__typename', spoiledTypename(tape));
  else holder[key] = structuredClone(tape.pick(wrongValues));
}

function spoiledTypename(tape: Tape): PropertyDescriptor {
  const value = tape.pick<unknown>(['', 'Nobody', 'Int', 'Media', 'Ghost', 'Square', null, 5]);
  return { value, configurable: true, enumerable: true, writable: true };
}

function extraErrors(tape: Tape): NonNullable<SubgraphResponse['errors']> {
  const paths = [undefined, ['a', 0, 'b'], ['_entities', 1, 'x'], ['_entities', 9], ['_entities']];
  const codes = [undefined, 'BROKEN', 'INVALID_GRAPHQL', 'DOWNSTREAM_SERVICE_ERROR'];
  return Array.from({ length: 1 + tape.below(2) }, () => {
    const path = paths[tape.below(paths.length)];
    const code = codes[tape.below(codes.length)];
    const extensions = code === undefined ? undefined : { code, detail: 1 };
    return {
      message: tape.oneIn(4) ? '' : 'spoiled',
      ...(path === undefined ? {} : { path }),
      ...(extensions === undefined ? {} : { extensions }),
    };
  });
}

/** Makes an answer one that a broken, unreachable or lying subgraph could give. */
export function spoil(response: SubgraphResponse, seed: number): SubgraphResponse {
  const tape = seededTape(seed);
  switch (tape.below(8)) {
    case 0:
      throw tape.oneIn(2)
        ? new Error('connection reset')
        : new GraphQLError('no answer', { extensions: { code: 'SUBGRAPH_TIMEOUT' } });
    case 1:
      return { data: tape.pick<unknown>([null, undefined, 'text', [], { _entities: null }]) };
    case 2:
      return { ...response, errors: extraErrors(tape) };
    case 3:
      return { data: null, errors: extraErrors(tape) };
    case 4:
      return { ...response, errors: [] };
    default:
      for (let i = 0; i <= tape.below(3); i++) spoilData(tape, response.data);
      return response;
  }
}
