import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { startPostgres } from '@customer-graph/local-postgres';
import { Client, escapeIdentifier } from 'pg';

/** One PostgreSQL server with the databases of both sides. */
export interface Server {
  /** Creates an empty database of a module for a side. */
  create(side: string, module: string): Promise<void>;
  /** Copies the database of one side for another one, while nobody uses it; open connections end. */
  copy(from: string, to: string, module: string): Promise<void>;
  /** For the module's service. */
  url(side: string, module: string): string;
  /** A superuser's connection. */
  connect(side: string, module: string): Promise<Client>;
  stop(): Promise<void>;
}

const fast = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
};

/** @param folder for the data; the server goes on in it until it is stopped */
export async function startServer(folder: string, signal: AbortSignal): Promise<Server> {
  const server = await startPostgres({
    dataDir: path.join(folder, 'postgres'),
    parameters: fast,
    signal,
  });
  const password = randomBytes(16).toString('hex');
  const nameOf = (side: string, module: string) => `${side}-${module}`;
  const open = new Set<Client>();
  const connect = async (database: string) => {
    const url = new URL(server.adminUrl);
    url.pathname = `/${database}`;
    const client = new Client({ connectionString: url.href });
    // Without a listener, a server that goes away would end this process.
    client.on('error', () => undefined);
    await client.connect();
    open.add(client);
    client.on('end', () => open.delete(client));
    return client;
  };
  const admin = await connect('postgres');
  return {
    create: (side, module) =>
      server.ensureDatabase({ name: nameOf(side, module), role: module, password }),
    async copy(from, to, module) {
      const [source, target, owner] = [nameOf(from, module), nameOf(to, module), module].map(
        (name) => escapeIdentifier(name),
      );
      await admin.query(`ALTER DATABASE ${source} ALLOW_CONNECTIONS false`);
      try {
        await admin.query(
          'SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1',
          [nameOf(from, module)],
        );
        await admin.query(`CREATE DATABASE ${target} TEMPLATE ${source} OWNER ${owner}`);
        await admin.query(`REVOKE ALL ON DATABASE ${target} FROM PUBLIC`);
      } finally {
        await admin.query(`ALTER DATABASE ${source} ALLOW_CONNECTIONS true`);
      }
    },
    url: (side, module) => server.url(nameOf(side, module), module, password),
    connect: (side, module) => connect(nameOf(side, module)),
    async stop() {
      await Promise.all([...open].map((client) => client.end()));
      await server.stop();
    },
  };
}
