import { fileURLToPath } from 'node:url';
import { customerReferenceMigrations } from '@customer-graph/customer-references';
import { consumerMigrations } from '@customer-graph/events';
import { idempotencyMigrations, leaseMigrations } from '@customer-graph/subgraph';

/** What makes this module's tables: its own migrations, and those of the packages that it stands on. */
export const migrations = {
  migrationsDir: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  packageMigrations: [
    consumerMigrations,
    customerReferenceMigrations,
    idempotencyMigrations,
    leaseMigrations,
  ],
};
