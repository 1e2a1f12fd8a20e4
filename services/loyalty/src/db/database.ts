import { PrismaPg } from '@prisma/adapter-pg';
import {
  createPool,
  createTurns,
  inTurns,
  queryWith,
  withLease,
  type DatabaseOptions,
  type Query,
} from '@customer-graph/subgraph';
import { PrismaClient, type Prisma } from '../../generated/prisma/client.ts';
import { ProgramChangedError } from '../domain/program.ts';

export type Transaction = Prisma.TransactionClient;

/** Runs transactions. */
export interface Writer {
  $transaction<Result>(run: (tx: Transaction) => Promise<Result>): Promise<Result>;
}

/** The module's database: Prisma for rows and transactions, prepared SQL for what is batched or searched. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly query: Query;
  /** Transactions that begin anew when the store's tiers are replaced while they run. */
  readonly writer: Writer;
  /**
   * Transactions that follow others' events. Nobody waits for them, and one may concern all orders or lots of a customer: were
   * it cut off, it would be tried again for ever, and nothing behind it would be followed.
   */
  readonly following: Writer;
  /** Those of `writer` on one customer's account, which take turns within this process. */
  writerOf(customerId: string): Writer;
  /** Runs work while no other process of this database runs work of the same name; undefined when another one does. */
  exclusively<Result>(
    name: string,
    work: (lost: AbortSignal) => Promise<Result>,
  ): Promise<Result | undefined>;
  close(): Promise<void>;
}

const followingTimeout = 300_000;
const attempts = 3;

/** Runs a transaction, and anew when the store's tiers were replaced while it ran. */
async function again<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === attempts || !isOvertaken(error)) throw error;
    }
  }
}

// An account of a tier that is gone by now is refused by its foreign key.
const isOvertaken = (error: unknown): boolean =>
  error instanceof ProgramChangedError ||
  (error instanceof Error && error.message.includes('accounts_store_id_tier_key_fkey'));

export function openDatabase(options: DatabaseOptions): Database {
  const pool = createPool(options);
  const query = queryWith(pool);
  const turns = createTurns();
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    // Prisma's default text of an error quotes source lines and the connection string.
    errorFormat: 'minimal',
    transactionOptions: { maxWait: 15_000, timeout: 10_000 },
  });
  const writer: Writer = { $transaction: (run) => again(() => prisma.$transaction(run)) };
  return {
    prisma,
    query,
    writer,
    following: {
      $transaction: (run) => prisma.$transaction(run, { timeout: followingTimeout }),
    },
    writerOf: (customerId) => inTurns(writer, turns, [customerId]),
    exclusively: (name, work) => withLease(query, name, work),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
