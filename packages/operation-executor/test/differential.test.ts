import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { execute, GraphQLError, parse, validate, type ExecutionResult } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileOperation } from '../src/index.ts';
import { operations, variables } from './operations.ts';
import { createTrickySchema } from './tricky-schema.ts';
import { World, type Pace } from './world.ts';

const schema = createTrickySchema();

/** What the service's own types did wrong is told in other words. */
const ownWords = /Abstract type|Runtime Object type|not told to be|serialize/;

interface Comparable {
  readonly data: string | undefined;
  readonly errors: unknown;
  readonly calls: readonly string[];
}

/** All there is to compare, with the order of errors: which of them comes first is certain if one thing happens at a time. */
const inOrder = ({ data, errors }: ExecutionResult, { calls }: World): Comparable => ({
  data: JSON.stringify(data),
  errors: errors?.map((error) => ({
    ...error.toJSON(),
    message: ownWords.test(error.message) ? 'own words' : error.message,
  })),
  calls,
});

/**
 * What is certain if much happens at once: one of several errors that make the same place null is told, whichever came
 * first by the number of promises around it.
 */
const inAnyOrder = ({ data, errors }: ExecutionResult, { calls }: World): Comparable => ({
  data: JSON.stringify(data),
  errors: [...new Set(errors?.map(({ path }) => placeOfNull(data, path ?? [])))].sort(),
  calls: [...calls].sort(),
});

function placeOfNull(data: unknown, path: readonly (string | number)[]): string {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (typeof value !== 'object' || value === null) return path.slice(0, depth).join('.');
    value = Reflect.get(value, key);
  }
  return value === null ? path.join('.') : 'not null';
}

// graphql-js drops a list whose item fails at once, and with it the errors of items that it still waits for. This process
// takes them while graphql-js is at work; ours has to leave none.
const dropped = { theirs: 0, ours: 0 };
let atWork: keyof typeof dropped = 'ours';
const usual = process.listeners('unhandledRejection');
const count = (reason: unknown) => {
  if (reason instanceof GraphQLError && reason.path) dropped[atWork] += 1;
};
beforeAll(() => {
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', count);
});
afterAll(() => {
  process.off('unhandledRejection', count);
  for (const listener of usual) process.on('unhandledRejection', listener);
});

const paces: readonly (readonly [Pace, typeof inOrder])[] = [
  ['one by one', inOrder],
  ['at once', inAnyOrder],
];

it.each(paces)(
  'answers like graphql-js, whatever is asked, whatever resolvers do and if they go on %s',
  async (pace, comparable) => {
    const seen = { compiled: 0, failed: 0, nulled: 0, late: 0 };
    await fc.assert(
      fc.asyncProperty(operations(schema), variables, fc.nat(), async (text, given, seed) => {
        const document = parse(text);
        fc.pre(validate(schema, document).length === 0);
        const [expected, actual] = [new World(seed, pace), new World(seed, pace)];
        atWork = 'theirs';
        const theirs = await expected.run(
          Promise.resolve(
            execute({ schema, document, contextValue: expected, variableValues: given }),
          ),
        );
        await turn();
        atWork = 'ours';
        const operation = compileOperation(schema, document);
        const answer = operation.execute(actual, given);
        const ours = await actual.run(Promise.resolve(answer));
        expect(comparable(ours, actual)).toEqual(comparable(theirs, expected));
        seen.compiled += Number(operation.isCompiled);
        seen.failed += Number((ours.errors?.length ?? 0) > 1);
        seen.nulled += Number(ours.data === null);
        seen.late += Number(answer instanceof Promise);
      }),
      { numRuns: 1_000 },
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(20);
    expect(dropped.ours).toBe(0);
  },
  120_000,
);
