import { PrismaPg } from '@prisma/adapter-pg';
import { createPool, queryWith, type DatabaseOptions, type Query } from '@customer-graph/subgraph';
import { PrismaClient, type Prisma } from '../../generated/prisma/client.ts';
import { createTurns } from './turns.ts';

export type Transaction = Prisma.TransactionClient;

/** Runs transactions. */
interface Writer {
  $transaction<Result>(run: (tx: Transaction) => Promise<Result>): Promise<Result>;
}

/** The module's database: Prisma for rows and transactions, prepared SQL for what is batched or searched. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly query: Query;
  /** Transactions on one customer's account, which take turns within this process. */
  writerOf(customerId: string): Writer;
  /** Runs work while no other process of this database runs work of the same name; undefined when another one does. */
  exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined>;
  close(): Promise<void>;
}

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
    writerOf: (customerId) => ({
      $transaction: (run) => turns(customerId, () => prisma.$transaction(run)),
    }),
    exclusively: async (name, work) => {
      const client = await pool.connect();
      try {
        const { rows } = await client.query<{ locked: boolean }>(
          'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked',
          [name],
        );
        if (!rows[0]?.locked) return undefined;
        try {
          return await work();
        } finally {
          await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
        }
      } finally {
        client.release();
      }
    },
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
