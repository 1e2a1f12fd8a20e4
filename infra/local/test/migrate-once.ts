import { migrate } from '@customer-graph/subgraph';

// A process that does nothing but migrate, to be ended by a test.
const { DATABASE_URL: databaseUrl = '', MIGRATIONS: migrationsDir = '' } = process.env;
await migrate({ databaseUrl, migrationsDir });
