import { fileURLToPath } from 'node:url';
import { packageMigrations } from '@customer-graph/subgraph';

/** What makes this module's tables: its own migrations, and those of the packages that it stands on. */
export const migrations = {
  migrationsDir: fileURLToPath(new URL('../prisma/migrations', import.meta.url)),
  packageMigrations: packageMigrations(import.meta.url, {
    '@customer-graph/customer-references': ['references'],
    '@customer-graph/events': ['consumer'],
    '@customer-graph/subgraph': ['idempotency', 'leases'],
  }),
};
