import DataLoader from 'dataloader';
import { Caller, requireStore, type RequestContext } from '@customer-graph/subgraph';
import { findEntries } from './db/entries.ts';
import { findActiveHoldsOf } from './db/holds.ts';
import { countEntries, findExpiring, findMovedLots } from './db/ledger-pages.ts';
import { findProgram } from './db/programs.ts';
import { oldestNeededOf, qualifyingPointsOf, type TierNeed } from './db/tier-points.ts';
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
type Filter = EntryFilter | null | undefined;

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
  /** When the oldest points became available that a tier still needs within the window. */
  readonly oldestNeeded: DataLoader<TierNeed, Date | null>;
  readonly holds: DataLoader<string, Holds>;
  readonly expiring: (before: Date) => DataLoader<string, Expiring>;
}

// A request may change what it has read before, so nothing is remembered within it; loads are only put together.
const batchOnly = { cache: false };

/**
 * Most requests use few of the loaders, so each is made when it is first asked for. Private to the compiler only: servers
 * copy their context value, which fields with a # do not survive.
 */
class LoaderContext extends Caller implements Context {
  readonly module: Module;
  private programsLoader: DataLoader<string, Program> | undefined;
  private accountsOfLoader: Context['accountsOf'] | undefined;
  private accountsLoader: Context['accounts'] | undefined;
  private entriesLoader: Context['entries'] | undefined;
  private namedEntriesLoader: Context['namedEntries'] | undefined;
  private countsLoader: ((filter: Filter) => DataLoader<string, number>) | undefined;
  private pagesLoader: Context['pages'] | undefined;
  private movedLotsLoader: Context['movedLots'] | undefined;
  private qualifyingPointsLoader: Context['qualifyingPoints'] | undefined;
  private oldestNeededLoader: Context['oldestNeeded'] | undefined;
  private holdsLoader: Context['holds'] | undefined;
  private expiringLoader: Context['expiring'] | undefined;
  readonly program = (): Promise<Program> => {
    this.programsLoader ??= new DataLoader<string, Program>((storeIds) =>
      Promise.all(storeIds.map((storeId) => findProgram(this.module.db.prisma, storeId))),
    );
    return this.programsLoader.load(requireStore(this));
  };
  readonly forgetProgram = (): void => {
    this.programsLoader?.clearAll();
  };

  constructor(module: Module, request: RequestContext) {
    super(request);
    this.module = module;
  }

  get accountsOf(): Context['accountsOf'] {
    return (this.accountsOfLoader ??= one((ids) =>
      findVisibleAccounts(this.module, this, 'customerId', ids),
    ));
  }

  get accounts(): Context['accounts'] {
    return (this.accountsLoader ??= one((ids) =>
      findVisibleAccounts(this.module, this, 'id', ids),
    ));
  }

  get entries(): Context['entries'] {
    return (this.entriesLoader ??= one((ids) => findVisibleEntries(this.module, this, ids)));
  }

  get namedEntries(): Context['namedEntries'] {
    return (this.namedEntriesLoader ??= one(async (ids) => {
      const found = await findEntries(this.module.db, requireStore(this), ids);
      return new Map(found.map((entry) => [entry.id, entry]));
    }));
  }

  private countsBy(filter: Filter): DataLoader<string, number> {
    this.countsLoader ??= byArguments((asked: Filter, ids) =>
      countEntries(this.module.db, requireStore(this), ids, entryConditions(asked)).then((rows) =>
        inOrder(ids, rows),
      ),
    );
    return this.countsLoader(filter);
  }

  get pages(): Context['pages'] {
    return (this.pagesLoader ??= byArguments((args: ListEntries, ids) =>
      listEntries(this.module, requireStore(this), ids, args, (id) =>
        this.countsBy(args.filter).load(id),
      ),
    ));
  }

  get movedLots(): Context['movedLots'] {
    return (this.movedLotsLoader ??= many(
      (ids) => findMovedLots(this.module.db, requireStore(this), ids),
      ({ entryId }) => entryId,
    ));
  }

  get qualifyingPoints(): Context['qualifyingPoints'] {
    return (this.qualifyingPointsLoader ??= new DataLoader<string, number>(async (ids) => {
      const now = this.module.clock();
      const from = windowStart(await this.program(), now);
      const points = await qualifyingPointsOf(this.module.db, requireStore(this), ids, from, now);
      return ids.map((id) => points.get(id) ?? 0);
    }, batchOnly));
  }

  get oldestNeeded(): Context['oldestNeeded'] {
    return (this.oldestNeededLoader ??= new DataLoader<TierNeed, Date | null>(async (needs) => {
      const now = this.module.clock();
      const from = windowStart(await this.program(), now) ?? new Date(0);
      return oldestNeededOf(this.module.db, requireStore(this), needs, from, now);
    }, batchOnly));
  }

  get holds(): Context['holds'] {
    return (this.holdsLoader ??= many(
      (ids) => findActiveHoldsOf(this.module.db, requireStore(this), ids),
      ({ accountId }) => accountId,
    ));
  }

  get expiring(): Context['expiring'] {
    return (this.expiringLoader ??= byArguments((before: Date, ids) =>
      findExpiring(this.module.db, requireStore(this), ids, before).then((rows) => {
        const byAccount = groupBy(rows, ({ accountId }) => accountId);
        return ids.map((id) => byAccount.get(id) ?? []);
      }),
    ));
  }
}

export const createContext = (module: Module, request: RequestContext): Context =>
  new LoaderContext(module, request);

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
