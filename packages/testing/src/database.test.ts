import { Client } from 'pg';
import { describe, expect, it } from 'vitest';

import { createTestDatabase } from './database.ts';
import { countStatements, statementCounts } from './statements.ts';

async function run(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

function prepareThings(url: string): Promise<unknown> {
  return run(url, 'CREATE TABLE things (id int PRIMARY KEY)', 'INSERT INTO things VALUES (1)');
}

function elsewhere(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: database }).href;
}

describe('a test database', () => {
  it('starts as a copy of the template and shares nothing with its siblings', async () => {
    const options = { template: 'siblings', prepare: prepareThings };
    const [one, two] = await Promise.all([
      createTestDatabase(options),
      createTestDatabase(options),
    ]);
    await run(one.url, 'INSERT INTO things VALUES (2)');
    expect(await run(one.url, 'SELECT id FROM things ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await run(two.url, 'SELECT id FROM things')).toEqual([{ id: 1 }]);
    await Promise.all([one.drop(), two.drop()]);
  });

  it('has its template built once, however many ask at the same time', async () => {
    let built = 0;
    const options = {
      template: 'counted',
      prepare: async (url: string) => {
        built += 1;
        await prepareThings(url);
      },
    };
    const databases = await Promise.all([1, 2, 3, 4].map(() => createTestDatabase(options)));
    expect(built).toBe(1);
    await Promise.all(databases.map((database) => database.drop()));
  });

  it('has its template built anew after an attempt that failed', async () => {
    const prepare = (url: string): Promise<unknown> =>
      run(url, 'CREATE TABLE half (id int)', 'boom');
    await expect(createTestDatabase({ template: 'flaky', prepare })).rejects.toThrow('boom');
    const database = await createTestDatabase({ template: 'flaky', prepare: prepareThings });
    await expect(run(database.url, 'SELECT FROM half')).rejects.toThrow('does not exist');
    await database.drop();
  });

  it('belongs to a role that can change it, is no superuser and opens no other database', async () => {
    const options = { template: 'owned', prepare: prepareThings };
    const [own, other] = await Promise.all([
      createTestDatabase(options),
      createTestDatabase(options),
    ]);
    await run(own.url, 'ALTER TABLE things ADD COLUMN name text', 'CREATE SCHEMA extra');
    const role =
      'SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user';
    expect(await run(own.url, role)).toEqual([
      { rolsuper: false, rolcreatedb: false, rolcreaterole: false },
    ]);
    const others = [new URL(other.url).pathname, 'postgres', 'template1', 'template_owned'];
    for (const database of others) {
      await expect(run(elsewhere(own.url, database), 'SELECT 1')).rejects.toThrow(
        'permission denied for database',
      );
    }
    await Promise.all([own.drop(), other.drop()]);
  });

  it('is gone after drop, even when somebody is still connected', async () => {
    const database = await createTestDatabase({ template: 'dropped', prepare: prepareThings });
    const client = new Client({ connectionString: database.url });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    await expect(run(database.url, 'SELECT 1')).rejects.toThrow();
    await client.end();
  });
});

describe('counting statements', () => {
  it('counts what a database ran meanwhile and nothing of its neighbours', async () => {
    const options = { template: 'statements', prepare: prepareThings };
    const [own, other] = await Promise.all([
      createTestDatabase(options),
      createTestDatabase(options),
    ]);
    const count = await countStatements(own.url, async () => {
      await run(own.url, 'SELECT * FROM things', 'SELECT * FROM things WHERE id = 7');
      await run(other.url, 'SELECT * FROM things');
    });
    expect(count).toBe(2);
    expect((await statementCounts(own.url)).get('SELECT * FROM things WHERE id = $1')).toBe(1);
    await Promise.all([own.drop(), other.drop()]);
  });
});
