import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  bindMigrationAwareSqlAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const CHAR_COLUMNS = /\b(constr\.contype(?= AS)|con\.confdeltype|con\.confupdtype)\b/g;
const CHAR_NAMES = new Set(['constraint_type', 'confdeltype', 'confupdtype']);

/** Runs work with Prisma's schema engine (its WebAssembly build, which needs no download) on a database. */
export async function withEngine<T>(
  databaseUrl: string,
  datamodels: { path: string; content: string }[],
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await loadEngine();
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const inner = new PrismaPg(pool);
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => readingChars(await inner.connect()),
    connectToShadowDb: () => inner.connectToShadowDb(),
  };
  const models = datamodels.map(({ path, content }): [string, string] => [path, content]);
  const engine = await engineModule.SchemaEngine.new(
    { datamodels: models },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

/** Prisma's adapter can't read the type "char", in which PostgreSQL's catalog tells the kinds of constraints. */
function readingChars(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const sql = query.sql.replace(CHAR_COLUMNS, '$1::text');
    const { columnNames, columnTypes, rows } = await queryRaw({ ...query, sql });
    const types = columnTypes.map((type, index) =>
      CHAR_NAMES.has(columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
    );
    return { columnNames, columnTypes: types, rows };
  };
  return adapter;
}

/** The part of WebAssembly used here: Node's types leave its values out. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
};

let loading: Promise<void> | undefined;

/** The engine comes for bundlers; in Node its WebAssembly has to be put together by hand, once per process. */
function loadEngine(): Promise<void> {
  return (loading ??= (async () => {
    const require = createRequire(import.meta.url);
    const script = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
    const wasm = await readFile(script.replace(/\.js$/, '.wasm'));
    const imports = { './schema_engine_bg.js': { ...engineModule } };
    const { instance } = await WebAssembly.instantiate(wasm, imports);
    // Where the engine reports a crash of its own; without this, the report itself would fail.
    const registry = {
      set_message(message: string): never {
        throw new Error(`Prisma's schema engine crashed: ${message}`);
      },
    };
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: registry });
    callOf(engineModule, '__wbg_set_wasm')(instance.exports);
    callOf(instance.exports, '__wbindgen_start')();
  })());
}

function callOf(owner: object, name: string): (...args: unknown[]) => unknown {
  const found: unknown = Reflect.get(owner, name);
  if (typeof found === 'function')
    return (...args): unknown => Reflect.apply(found, undefined, args);
  throw new Error(`@prisma/schema-engine-wasm has no ${name}.`);
}
