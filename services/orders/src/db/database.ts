import { PrismaPg } from '@prisma/adapter-pg';
import {
  createPool,
  createTurns,
  inTurns,
  queryWith,
  type DatabaseOptions,
  type Query,
  type TransactionRunner,
} from '@customer-graph/subgraph';
import { PrismaClient, type Prisma } from '../../generated/prisma/client.ts';

/** The module's database: Prisma for rows and transactions, prepared SQL for what is batched or searched. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly query: Query;
  /**
   * Transactions that follow others' events. Nobody waits for them, and one may concern all orders of a customer: were it cut
   * off, it would be tried again for ever, and nothing behind it would be followed.
   */
  readonly following: TransactionRunner<Transaction>;
  /** Transactions that change the subjects, which take turns within this process; see {@link subjects} for their order. */
  writerOf(...subjects: string[]): TransactionRunner<Transaction>;
  close(): Promise<void>;
}

export type Transaction = Prisma.TransactionClient;

/** What writes take turns on. Whoever needs several names them in this order. */
export const subjects = {
  customer: (id: string): string => `customer ${id}`,
  guest: (storeId: string, email: string): string => `guest ${storeId} ${email}`,
  order: (id: string): string => `order ${id}`,
  /** The count of a store's orders. */
  numbers: (storeId: string): string => `numbers ${storeId}`,
};

const followingTimeout = 300_000;

export function openDatabase(options: DatabaseOptions): Database {
  const pool = createPool(options);
  const turns = createTurns();
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    // Prisma's default text of an error quotes source lines and the connection string.
    errorFormat: 'minimal',
    transactionOptions: { maxWait: 15_000, timeout: 10_000 },
  });
  return {
    prisma,
    query: queryWith(pool),
    following: {
      $transaction: (run) => prisma.$transaction(run, { timeout: followingTimeout }),
    },
    writerOf: (...all) => inTurns(prisma, turns, all),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
