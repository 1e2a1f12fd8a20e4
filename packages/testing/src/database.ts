import { randomBytes } from 'node:crypto';

import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { inject } from 'vitest';

import { asAdmin } from './admin.ts';

export interface TestDatabaseOptions {
  /** Names what the database starts from, e.g. `customers`; the same name must always come with the same `prepare`. */
  template: string;
  /** Fills the template, once per test run; must have closed its connections when it returns. */
  prepare: (url: string) => Promise<unknown>;
}

export interface TestDatabase {
  /** Opens the database as its owner, who is no superuser and can open no other database. */
  url: string;
  drop(): Promise<void>;
}

/** Creates a database of the caller's own as a copy of a template, which the first caller of the run builds. */
export async function createTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const template = `template_${options.template}`;
  await asAdmin(async (admin) => {
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    if (!(await isReady(admin, template))) await buildTemplate(admin, template, options.prepare);
  });
  const name = `test_${options.template}_${randomBytes(5).toString('hex')}`;
  const owner = newLogin(name);
  await asAdmin(async (admin) => {
    await createLogin(admin, owner);
    await createOwned(admin, name, owner.role, `TEMPLATE ${escapeIdentifier(template)}`);
  });
  await asAdmin(
    (admin) =>
      admin.query(
        `REASSIGN OWNED BY ${escapeIdentifier(template)} TO ${escapeIdentifier(owner.role)}`,
      ),
    name,
  );
  return { url: urlOf(name, owner), drop: () => drop(name, owner.role) };
}

interface Login {
  role: string;
  password: string;
}

function newLogin(role: string): Login {
  return { role, password: randomBytes(12).toString('hex') };
}

async function isReady(admin: Client, template: string): Promise<boolean> {
  const found = await admin.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [
    template,
  ]);
  return found.rowCount === 1;
}

async function buildTemplate(
  admin: Client,
  template: string,
  prepare: TestDatabaseOptions['prepare'],
): Promise<void> {
  const name = escapeIdentifier(template);
  // An earlier attempt that failed may have left these.
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin.query(`DROP ROLE IF EXISTS ${name}`);
  const builder = newLogin(template);
  await createLogin(admin, builder);
  await createOwned(admin, template, builder.role, '');
  await prepare(urlOf(template, builder));
  // Owned by the superuser, the template stays out of the reassignment in its copies.
  await admin.query(`ALTER DATABASE ${name} OWNER TO CURRENT_USER`);
  await admin.query(`ALTER ROLE ${name} NOLOGIN`);
  await admin.query(`ALTER DATABASE ${name} IS_TEMPLATE true`);
}

async function createLogin(admin: Client, { role, password }: Login): Promise<void> {
  await admin.query(
    `CREATE ROLE ${escapeIdentifier(role)} LOGIN PASSWORD ${escapeLiteral(password)}`,
  );
}

async function createOwned(
  admin: Client,
  database: string,
  role: string,
  from: string,
): Promise<void> {
  const name = escapeIdentifier(database);
  await admin.query(`CREATE DATABASE ${name} OWNER ${escapeIdentifier(role)} ${from}`);
  await admin.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
}

async function drop(database: string, role: string): Promise<void> {
  await asAdmin(async (admin) => {
    await admin.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(database)} WITH (FORCE)`);
    await admin.query(`DROP ROLE IF EXISTS ${escapeIdentifier(role)}`);
  });
}

function urlOf(database: string, { role, password }: Login): string {
  const url = new URL(inject('postgresAdminUrl'));
  url.username = role;
  url.password = password;
  url.pathname = database;
  return url.href;
}
