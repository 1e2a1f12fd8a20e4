import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { discardPostgres, startPostgres } from '@customer-graph/local-postgres';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's URL of the cluster that this test run has to itself. */
    postgresAdminUrl: string;
    /** For files of tests that may stay until the run ends: then it is removed. */
    runFolder: string;
  }
}

// Losing these databases in a power cut is no loss.
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  'pg_stat_statements.max': '20000',
};

const PREFIX = 'customer-graph-test-';

/** Starts one PostgreSQL for the whole test run, in a folder of its own, and removes both at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await discardAbandonedRuns();
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  const postgres = await startPostgres({ dataDir: folder, parameters: FAST });
  const client = new Client({ connectionString: postgres.adminUrl });
  await client.connect();
  await client.query('CREATE EXTENSION pg_stat_statements');
  await client.end();
  project.provide('postgresAdminUrl', postgres.adminUrl);
  project.provide('runFolder', folder);
  return async () => {
    await postgres.stop();
    for (const path of [postgres.dataDir, folder]) {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    }
  };
}

/** A test run that was killed leaves its folder, and perhaps its server; the next one clears both away. */
async function discardAbandonedRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    try {
      // A run that is only just starting has no cluster yet, and must not be disturbed.
      await access(join(folder, 'cluster'));
      await discardPostgres(folder);
    } catch {
      // Somebody's who lives, or another user's.
    }
  }
}
