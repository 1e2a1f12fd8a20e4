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
  /** Transactions that change the subjects, which take turns within this process; see {@link subjects} for which comes first. */
  writerOf(...subjects: string[]): TransactionRunner<Transaction>;
  close(): Promise<void>;
}

export type Transaction = Prisma.TransactionClient;

/** What writes take turns on. Whoever needs several names them from first to last, customers by id. */
export const subjects = {
  /** All merges of a store. */
  merges: (storeId: string): string => `merges ${storeId}`,
  privacyRequest: (id: string): string => `privacy request ${id}`,
  customer: (id: string): string => `customer ${id}`,
  /** The count of a store's customers. */
  numbers: (storeId: string): string => `numbers ${storeId}`,
};

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
    writerOf: (...all) => inTurns(prisma, turns, all),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
