import path from 'node:path';
import { loadConfig, readOperations, unreadableIn } from '@customer-graph/schema-check';
import { CouldNotRun } from '@customer-graph/schema-check';
import { readFile } from 'node:fs/promises';
import { buildSchema, getOperationAST, validate, type GraphQLSchema } from 'graphql';
import { headersOf } from './callers.ts';
import { planBlocks, type Block, type CheckedOperation } from './plan.ts';
import { caller, seedFrom, seedQuery, type Seed } from './seed.ts';
import { sendPatiently } from './send.ts';
import type { Side } from './side.ts';
import { committedVariables } from './variables/committed.ts';

/** What is sent, and what cannot be compared. */
export interface Plan {
  readonly blocks: readonly Block[];
  readonly seed: Seed;
  readonly operations: number;
  /** Sentences about operations that only one side has. */
  readonly notes: readonly string[];
}

export interface Trees {
  readonly base: string;
  readonly head: string;
}

/** The committed operations of the head, and those that only the base has: a released front end still sends them. */
export async function readPlan(trees: Trees, base: Side): Promise<Plan> {
  const [before, after] = await Promise.all([apiOf(trees.base), apiOf(trees.head)]);
  const ofHead = await operationsOf(trees.head, trees.head);
  const ofBase = await operationsOf(trees.base, trees.head);
  const known = new Set(ofHead.map(({ text }) => text));
  const all = [
    ...ofHead,
    ...ofBase
      .filter(({ text }) => !known.has(text))
      .map((operation) => ({ ...operation, label: `${operation.label}@base` })),
  ];
  const notes: string[] = [];
  const both = all.filter(({ label, document }) => {
    const old = validate(before, document).length === 0;
    const current = validate(after, document).length === 0;
    if (!old)
      notes.push(`${label} is not compared: the base's schema does not have what it selects.`);
    else if (!current)
      notes.push(
        `${label} is not compared: the head's schema has lost what it selects; see the schema check.`,
      );
    return old && current;
  });
  if (both.length === 0) throw new CouldNotRun('no committed operation is valid on both sides.');
  const seed = await readSeed(base);
  return { blocks: planBlocks(after, both, seed), seed, operations: both.length, notes };
}

async function operationsOf(tree: string, variablesIn: string): Promise<CheckedOperation[]> {
  const config = await loadConfig(variablesIn);
  if (!config)
    throw new CouldNotRun(
      'there is no configuration of the schema check, whose operations are sent.',
    );
  const unreadable = await unreadableIn(variablesIn).catch(() => new Map<string, string>());
  const operations = await readOperations(
    { directory: tree, unreadable },
    config.operations,
    () => undefined,
  );
  return Promise.all(
    operations.map(async ({ label, name, place, document, text }) => {
      const committed = await committedVariables(variablesIn, place.file);
      const type = getOperationAST(document)?.operation ?? 'query';
      return {
        label,
        name: name ?? label,
        file: place.file,
        type,
        document,
        text,
        committed: committed[name ?? ''] ?? [],
      };
    }),
  );
}

async function apiOf(tree: string): Promise<GraphQLSchema> {
  const config = await loadConfig(tree);
  const file = config?.drift.api;
  if (!file) throw new CouldNotRun('the configuration of the schema check names no composed API.');
  return buildSchema(await readFile(path.join(tree, file), 'utf8'));
}

async function readSeed(base: Side): Promise<Seed> {
  const headers = await headersOf('staff', base.graph);
  const call = { query: seedQuery, variables: { email: caller.email } };
  const { data, errors } = await sendPatiently(base.graph.url, call, headers);
  if (errors.length > 0)
    throw new CouldNotRun(`the seed cannot be read at the base: ${JSON.stringify(errors[0])}.`);
  return seedFrom(data);
}
