import { fileURLToPath } from 'node:url';
import { customerReferenceMigrations } from '@customer-graph/customer-references';
import { consumerMigrations, outboxMigrations } from '@customer-graph/events';
import { idempotencyMigrations } from '@customer-graph/subgraph';

/** What makes this module's tables: its own migrations, and those of the packages that it stands on. */
export const migrations = {
  migrationsDir: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  packageMigrations: [
    outboxMigrations,
    consumerMigrations,
    customerReferenceMigrations,
    idempotencyMigrations,
  ],
};
