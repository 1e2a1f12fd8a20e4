import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { root } from '../../../infra/local/src/child.ts';
import { createTokenVerifier } from '../../../packages/trust/src/index.ts';
import { createExecutableSubgraph } from '../../../packages/subgraph/src/schema.ts';

/**
 * A module served as Apollo's quick start serves a subgraph: `startStandaloneServer` with its defaults. Resolvers, access
 * rules, loaders and SQL are the module's own, and tokens are verified; there are no signatures between processes.
 */
const module = process.argv[2] ?? '';
const folder = path.join(root, 'services', module);
const load = (file: string) => import(path.join(folder, 'src', file));
// The module's copy of graphql must be the server's too.
const require = createRequire(path.join(root, 'packages/subgraph/package.json'));
const { ApolloServer }: typeof import('@apollo/server') = require('@apollo/server');
const {
  startStandaloneServer,
}: typeof import('@apollo/server/standalone') = require('@apollo/server/standalone');
const { pino } = require('pino');

const log = pino({ level: 'warn' });
const { environment } = await load('config.ts');
const config = environment.parse(process.env);
const { createModule } = await load('module.ts');
const { createContext } = await load('context.ts');
const { rules, contributes = [] } = await load('access.ts');
const { resolvers } = await load('resolvers/index.ts');

async function open() {
  if (module !== 'customers') return createModule(config, log);
  const { openDatabase } = await load('db/database.ts');
  const db = openDatabase({ url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE, log });
  return createModule(config, db, log);
}

const { module: opened } = await open();
const verifier = createTokenVerifier({
  issuers: config.TRUSTED_ISSUERS,
  audience: config.TOKEN_AUDIENCE,
});
const sdl = await readFile(path.join(folder, 'schema.graphql'), 'utf8');
const schema = createExecutableSubgraph({ sdl, resolvers, rules, contributes });
await startStandaloneServer(new ApolloServer({ schema }), {
  listen: { port: config.PORT, host: '127.0.0.1' },
  context: async ({ req }) => {
    const { authorization } = req.headers;
    const principal = authorization === undefined ? null : await verifier.verify(authorization);
    return createContext(opened, {
      principal,
      storeId: principal?.storeId ?? null,
      requestId: randomUUID(),
      clientAddress: null,
      clientUserAgent: null,
      authorization: authorization ?? null,
    });
  },
});
