import DataLoader from 'dataloader';
import { requireStore, type RequestContext } from '@customer-graph/subgraph';
import { findEntries } from './db/entries.ts';
import { findActiveHoldsOf } from './db/holds.ts';
import { countEntries, findExpiring, findMovedLots } from './db/ledger-pages.ts';
import { findProgram } from './db/programs.ts';
import { qualifyingPointsOf } from './db/tier-points.ts';
import type { Account } from './domain/account.ts';
import type { Entry } from './domain/entry.ts';
import { groupBy } from './domain/group.ts';
import {
  entryConditions,
  listEntries,
  type EntryConnection,
  type EntryFilter,
  type ListEntries,
} from './domain/list-entries.ts';
import type { Module } from './domain/module.ts';
import type { Program } from './domain/program.ts';
import { windowStart } from './domain/tiers.ts';
import { findVisibleAccounts, findVisibleEntries } from './visible.ts';

type MovedLots = Awaited<ReturnType<typeof findMovedLots>>;
type Expiring = Awaited<ReturnType<typeof findExpiring>>;
type Holds = Awaited<ReturnType<typeof findActiveHoldsOf>>;

/** What resolvers work with, made once per request. Each loader runs one statement for all that a request asks of it. */
export interface Context extends RequestContext {
  readonly module: Module;
  /** The store's programme, read once in a request. */
  readonly program: () => Promise<Program>;
  /** For a mutation that has changed the programme. */
  readonly forgetProgram: () => void;
  /** Accounts that the caller may see, by customer. */
  readonly accountsOf: DataLoader<string, Account | null>;
  /** Accounts that the caller may see, by id. */
  readonly accounts: DataLoader<string, Account | null>;
  /** Entries that the caller may see, by id. */
  readonly entries: DataLoader<string, Entry | null>;
  /** Entries that another entry, which the caller may see, names. */
  readonly namedEntries: DataLoader<string, Entry | null>;
  /** The rest by the id of an account or entry that the caller was given. */
  readonly pages: (args: ListEntries) => DataLoader<string, EntryConnection>;
  readonly movedLots: DataLoader<string, MovedLots>;
  readonly qualifyingPoints: DataLoader<string, number>;
  readonly holds: DataLoader<string, Holds>;
  readonly expiring: (before: Date) => DataLoader<string, Expiring>;
}

// A request may change what it has read before, so nothing is remembered within it; loads are only put together.
const batchOnly = { cache: false };

export function createContext(module: Module, request: RequestContext): Context {
  const { db } = module;
  const programs = new DataLoader<string, Program>((storeIds) =>
    Promise.all(storeIds.map((storeId) => findProgram(db.prisma, storeId))),
  );
  const one = <Value>(load: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>) =>
    new DataLoader<string, Value | null>(async (ids) => {
      const found = await load([...new Set(ids)]);
      return ids.map((id) => found.get(id) ?? null);
    }, batchOnly);
  const many = <Row>(
    load: (ids: readonly string[]) => Promise<readonly Row[]>,
    idOf: (row: Row) => string,
  ) =>
    new DataLoader<string, Row[]>(async (ids) => {
      const rows = groupBy(await load([...new Set(ids)]), idOf);
      return ids.map((id) => rows.get(id) ?? []);
    }, batchOnly);
  const counts = byArguments((filter: EntryFilter | null | undefined, ids) =>
    countEntries(db, ids, entryConditions(filter)).then((rows) => inOrder(ids, rows)),
  );
  return {
    ...request,
    module,
    program: () => programs.load(requireStore(request)),
    forgetProgram: () => programs.clearAll(),
    accountsOf: one((ids) => findVisibleAccounts(db, request, 'customerId', ids)),
    accounts: one((ids) => findVisibleAccounts(db, request, 'id', ids)),
    entries: one((ids) => findVisibleEntries(db, request, ids)),
    namedEntries: one(async (ids) => {
      const found = await findEntries(db, requireStore(request), ids);
      return new Map(found.map((entry) => [entry.id, entry]));
    }),
    pages: byArguments((args: ListEntries, ids) =>
      listEntries(module, ids, args, (id) => counts(args.filter).load(id)),
    ),
    movedLots: many(
      (ids) => findMovedLots(db, ids),
      ({ entryId }) => entryId,
    ),
    qualifyingPoints: new DataLoader<string, number>(async (ids) => {
      const now = module.clock();
      const from = windowStart(await programs.load(requireStore(request)), now);
      const points = await qualifyingPointsOf(db, ids, from, now);
      return ids.map((id) => points.get(id) ?? 0);
    }, batchOnly),
    holds: many(
      (ids) => findActiveHoldsOf(db, ids),
      ({ accountId }) => accountId,
    ),
    expiring: byArguments((before: Date, ids) =>
      findExpiring(db, ids, before).then((rows) => {
        const byAccount = groupBy(rows, ({ accountId }) => accountId);
        return ids.map((id) => byAccount.get(id) ?? []);
      }),
    ),
  };
}

const inOrder = (ids: readonly string[], rows: readonly { id: string; count: number }[]) => {
  const byId = new Map(rows.map(({ id, count }) => [id, count]));
  return ids.map((id) => byId.get(id) ?? 0);
};

/** A loader for each combination of arguments that occurs in a request. */
function byArguments<Args, Value>(
  load: (args: Args, ids: readonly string[]) => Promise<Value[]>,
): (args: Args) => DataLoader<string, Value> {
  const loaders = new Map<string, DataLoader<string, Value>>();
  return (args) => {
    const key = JSON.stringify(args) ?? '';
    const loader = loaders.get(key) ?? new DataLoader((ids) => load(args, ids), batchOnly);
    loaders.set(key, loader);
    return loader;
  };
}
