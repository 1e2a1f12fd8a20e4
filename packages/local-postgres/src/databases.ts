import { Client, escapeIdentifier, escapeLiteral } from 'pg';

export interface DatabaseOptions {
  name: string;
  /** Owns the database and can open no other. */
  role: string;
  password: string;
}

/** Runs work on one connection of its own. */
async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // Without a listener, a server that goes away would end this process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Creates the role and its database where missing, sets the password, and closes the database to everybody else. */
export async function ensureDatabase(adminUrl: string, options: DatabaseOptions): Promise<void> {
  const role = escapeIdentifier(options.role);
  const name = escapeIdentifier(options.name);
  const password = escapeLiteral(options.password);
  await withClient(adminUrl, async (client) => {
    // Statement statistics keep texts, and these hold a password.
    await client.query("SELECT set_config('pg_stat_statements.track', 'none', false)");
    await client.query("SELECT pg_advisory_lock(hashtext('ensure database'))");
    const findRole = 'SELECT FROM pg_roles WHERE rolname = $1';
    await createUnless(client, findRole, options.role, `CREATE ROLE ${role} LOGIN`);
    await client.query(
      `ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${password}`,
    );
    const findDatabase = 'SELECT FROM pg_database WHERE datname = $1';
    await createUnless(client, findDatabase, options.name, `CREATE DATABASE ${name} OWNER ${role}`);
    await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  });
}

/** Closes the databases that every cluster has; until then each new role could open them. */
export async function closeSystemDatabases(adminUrl: string): Promise<void> {
  await withClient(adminUrl, (client) =>
    client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'),
  );
}

async function createUnless(
  client: Client,
  query: string,
  name: string,
  create: string,
): Promise<void> {
  if ((await client.query(query, [name])).rowCount === 0) await client.query(create);
}
