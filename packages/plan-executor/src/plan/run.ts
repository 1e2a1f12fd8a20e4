import type { GraphQLError } from 'graphql';
import type { JsonRecord } from '../json.ts';
import type { SubgraphFetch } from '../subgraph-request.ts';

/** What one execution of a plan shares between its nodes. */
export interface Run {
  readonly variables: Readonly<JsonRecord>;
  readonly fetch: SubgraphFetch;
  /** Everything fetched so far, joined. */
  readonly fullResult: JsonRecord;
  readonly errors: GraphQLError[];
}

/** A compiled plan node. `data` is what the flattened path leads to: a list or one value. */
export type Step = (run: Run, data: unknown) => Promise<void>;
