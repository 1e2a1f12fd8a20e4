import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  agree,
  OperationWriter,
  outcomeOf,
  Tape,
  type Outcome,
  type Samples,
} from '@customer-graph/plan-executor/oracle';
import fc from 'fast-check';
import { parse, validate, type GraphQLError } from 'graphql';
import { root } from '../../../src/child.ts';
import type { Graph } from '../../../src/graph.ts';
import { Monolith } from './monolith.ts';
import { SubgraphReader, type Caller } from './subgraph-reader.ts';

export interface OracleOptions {
  readonly graph: Pick<Graph, 'url' | 'modules' | 'serviceUrl'>;
  readonly secret: string;
  /** The first one is drawn less often than the others. */
  readonly callers: readonly Caller[];
  readonly samples: Samples;
  readonly operations: number;
  readonly seed: number;
}

/** What a run has met. */
export class OracleTally {
  operations = 0;
  /** Sent, but not executed: too large for the gateway's limits. */
  refused = 0;
  /** With data of more than one module. */
  joined = 0;
  failing = 0;
  /** Operations whose first two results differed, and the next ones did not: something was written meanwhile. */
  moved = 0;
  readonly byCaller: Record<string, number> = {};
  readonly differences: string[] = [];
}

interface Operation {
  readonly source: string;
  readonly variables: Record<string, unknown>;
}

const batch = 50;
/** How often a difference must show: the modules' own jobs may write between two reads. */
const looks = 3;
const maxShrinkMs = 20_000;
/** Values that differ from one moment to the next. */
const passing = /\bcomputedAt\b/;
/** What leads from one module to another. */
const leading =
  /^Query\.(me|customers?|orders?|loyaltyAccounts?|privacyRequests?)$|\.(customer|edges|node|loyalty|orders|recentOrders|orderMetrics|orderCount|mergedInto|lines|byCurrency)$/;
/** The names of key fields, and others that lead planners astray. */
const aliases = ['id', 'id', 'id', 'customer', 'email', '__typename', 'other'];

/** Compares what the gateway returns for generated queries with what one server would return, field by field. */
export class WholeGraphOracle {
  readonly #options: OracleOptions;
  readonly #monolith: Monolith;
  readonly #readers = new Map<Caller, SubgraphReader>();
  readonly tally = new OracleTally();

  private constructor(options: OracleOptions, monolith: Monolith) {
    this.#options = options;
    this.#monolith = monolith;
  }

  static async open(options: OracleOptions): Promise<WholeGraphOracle> {
    const text = (file: string) => readFile(path.join(root, file), 'utf8');
    const contracts = await Promise.all(
      options.graph.modules.map(async (name) => ({
        name,
        sdl: await text(`services/${name}/schema.graphql`),
      })),
    );
    return new WholeGraphOracle(
      options,
      new Monolith(await text('gateway/api.graphql'), contracts),
    );
  }

  /** Each batch ends at its first difference, which is made smaller and kept with its seed. */
  async run(): Promise<OracleTally> {
    const { operations, seed } = this.#options;
    for (let done = 0; done < operations; done += batch)
      await this.#runBatch(Math.min(batch, operations - done), seed + done);
    return this.tally;
  }

  async #runBatch(numRuns: number, seed: number): Promise<void> {
    const { callers, samples } = this.#options;
    const { schema } = this.#monolith;
    let shrinkUntil = Infinity;
    const property = fc.asyncProperty(
      fc.noBias(fc.array(fc.nat(65_535), { minLength: 8, maxLength: 240, size: 'max' })),
      fc.constantFrom(...callers.flatMap((one, index) => (index === 0 ? [one] : [one, one, one]))),
      async (choices, caller) => {
        const writer = new OperationWriter(schema, new Tape(choices), {
          names: aliases,
          samples,
          isFavoured: (place) => leading.test(place),
        });
        const operation = writer.write();
        const isQuery = operation.source.startsWith('query');
        fc.pre(isQuery && !passing.test(operation.source));
        fc.pre(validate(schema, parse(operation.source)).length === 0);
        if (performance.now() > shrinkUntil) return;
        const difference = await this.#difference(operation, caller);
        if (difference === undefined) return;
        shrinkUntil = Math.min(shrinkUntil, performance.now() + maxShrinkMs);
        throw new Error(difference);
      },
    );
    const { errorInstance } = await fc.check(property, { numRuns, seed });
    if (errorInstance instanceof Error)
      this.tally.differences.push(
        `--operations ${numRuns} --seed ${seed}\n${errorInstance.message}`,
      );
  }

  #readerFor(caller: Caller): SubgraphReader {
    const known = this.#readers.get(caller);
    if (known) return known;
    const { secret, graph } = this.#options;
    const reader = new SubgraphReader({ secret, urlOf: (name) => graph.serviceUrl(name), caller });
    this.#readers.set(caller, reader);
    return reader;
  }

  async #difference(operation: Operation, caller: Caller): Promise<string | undefined> {
    const { tally } = this;
    tally.operations++;
    tally.byCaller[caller.name] = (tally.byCaller[caller.name] ?? 0) + 1;
    let found = '';
    for (let look = 0; look < looks; look++) {
      const { refused, actual } = await this.#gateway(operation, caller);
      if (refused) {
        tally.refused++;
        return undefined;
      }
      const expected = await this.#oneServer(operation, caller);
      if (expected.messages.length > 0 && look === 0) tally.failing++;
      if (agree(expected, actual)) {
        if (look > 0) tally.moved++;
        return undefined;
      }
      this.#readers.delete(caller);
      found = JSON.stringify({ caller: caller.name, ...operation, expected, actual }, null, 1);
    }
    return `${operation.source}\n${found}`;
  }

  async #oneServer({ source, variables }: Operation, caller: Caller): Promise<Outcome> {
    const reader = this.#readerFor(caller);
    const before = reader.crossings;
    const outcome = outcomeOf(await this.#monolith.execute(parse(source), variables, reader));
    if (reader.crossings > before) this.tally.joined++;
    return outcome;
  }

  async #gateway(
    { source, variables }: Operation,
    caller: Caller,
  ): Promise<{ refused: boolean; actual: Outcome }> {
    const response = await fetch(this.#options.graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...caller.headers },
      body: JSON.stringify({ query: source, variables }),
    });
    const { data, errors = [] } = (await response.json()) as {
      data?: unknown;
      errors?: readonly GraphQLError[];
    };
    const actual = outcomeOf({ data, errors });
    return { refused: data === undefined && errors.length > 0, actual };
  }
}
