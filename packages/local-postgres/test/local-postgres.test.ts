import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  type LocalPostgres,
  type StartOptions,
  discardPostgres,
  startPostgres,
} from '../src/index.ts';
import { identify } from '../src/processes.ts';

const RUNNER = fileURLToPath(new URL('runner.ts', import.meta.url));
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
const isRoot = process.getuid?.() === 0;

let folder: string;
let dataDir: string;
let cleanups: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-postgres-'));
  await chmod(folder, 0o755);
  dataDir = join(folder, 'data');
  cleanups = [() => rm(folder, { recursive: true, force: true })];
});

afterEach(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function start(options: Partial<StartOptions> = {}): Promise<LocalPostgres> {
  const postgres = await startPostgres({ dataDir, parameters: FAST, ...options });
  cleanups.push(() => postgres.stop());
  return postgres;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Starts the server in a process of its own and returns what that printed first. */
async function startRunner(
  options: SpawnOptions = {},
): Promise<{ runner: ChildProcess; printed: Map<string, string> }> {
  const runner = spawn(process.execPath, ['--import', 'tsx', RUNNER, dataDir], {
    ...options,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(runner, 'exit');
  cleanups.push(async () => {
    runner.kill('SIGTERM');
    await gone;
  });
  const line: unknown[] = await once(createInterface({ input: runner.stdout }), 'line');
  const printed: Record<string, unknown> = Object(JSON.parse(String(line[0])));
  return {
    runner,
    printed: new Map(Object.entries(printed).map(([name, value]) => [name, String(value)])),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function serverPid(): Promise<number> {
  const content = await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8');
  return Number(content.split('\n')[0]);
}

async function lives(pid: number): Promise<boolean> {
  return (await identify(pid)) !== undefined;
}

describe('a local server', () => {
  it('keeps its data from one start to the next', async () => {
    const first = await start();
    await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is UTF-8, sorts alike on every machine, lives in UTC and is durable unless told otherwise', async () => {
    const postgres = await start({ parameters: {} });
    const [settings] = await query(
      postgres.adminUrl,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone,
              current_setting('fsync') AS fsync, datlocale AS locale, datlocprovider AS provider,
              current_setting('shared_preload_libraries') AS libraries
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(settings).toEqual({
      encoding: 'UTF8',
      zone: 'UTC',
      fsync: 'on',
      locale: 'C.UTF-8',
      provider: 'b',
      libraries: 'pg_stat_statements',
    });
  });

  it('lets each role open its own database and nothing else, with its password only', async () => {
    const postgres = await start();
    const one = { name: 'one', role: 'one', password: "it's" };
    await postgres.ensureDatabase(one);
    await postgres.ensureDatabase({ name: 'two', role: 'two', password: 'b' });
    await query(postgres.url('one', 'one', "it's"), 'CREATE TABLE mine (id int)');
    for (const database of ['two', 'postgres', 'template1']) {
      const url = postgres.url(database, 'one', "it's");
      await expect(query(url, 'SELECT 1')).rejects.toThrow('permission denied for database');
    }
    for (const role of ['one', 'postgres']) {
      const url = postgres.url('one', role, 'wrong');
      await expect(query(url, 'SELECT 1')).rejects.toThrow('password authentication failed');
    }
    await postgres.ensureDatabase({ ...one, password: 'changed' });
    await query(postgres.url('one', 'one', 'changed'), 'SELECT FROM mine');
  });

  it('keeps passwords from other users, from its log and from its statistics', async () => {
    const log: string[] = [];
    const postgres = await start({ onLog: (line) => log.push(line) });
    const secret = 'canary-password';
    await postgres.ensureDatabase({ name: 'one', role: 'one', password: secret });
    await query(postgres.adminUrl, 'CREATE EXTENSION pg_stat_statements');
    const statements = await query(postgres.adminUrl, 'SELECT query FROM pg_stat_statements');
    expect(statements.length).toBeGreaterThan(0);
    expect(JSON.stringify(statements) + log.join('\n')).not.toContain(secret);
    const { mode } = await stat(join(dataDir, 'superuser-password'));
    expect(mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).not.toContain('initdb-password');
  });

  it('is gone when stop() returns, and may be stopped twice', async () => {
    const postgres = await start();
    const pid = await serverPid();
    const client = new Client({ connectionString: postgres.adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    await Promise.all([postgres.stop(), postgres.stop()]);
    expect(await lives(pid)).toBe(false);
  });
});

describe('starting', () => {
  it('is refused while another process runs on the same folder', async () => {
    await startRunner();
    await expect(start()).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      message: expect.stringContaining(`already runs on ${dataDir}`),
    });
  });

  it('is refused while this process runs on the same folder, and the first goes on', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    expect(await query(first.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('brings the data up after its runner was killed and the server lived on', async () => {
    const { runner, printed } = await startRunner();
    await query(printed.get('url') ?? '', 'CREATE TABLE kept AS SELECT 42 AS answer');
    await kill(runner);
    const orphan = await serverPid();
    expect(await lives(orphan)).toBe(true);
    const postgres = await start();
    expect(await lives(orphan)).toBe(false);
    const url = postgres.url('ours', 'ours', 'secret');
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('brings the data up after everything was killed', async () => {
    const { runner, printed } = await startRunner();
    await query(printed.get('url') ?? '', 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(await serverPid(), 'SIGKILL');
    await kill(runner);
    const postgres = await start();
    const url = postgres.url('ours', 'ours', 'secret');
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('leaves the server out of a Ctrl-C, which a terminal sends to the whole group of its runner', async () => {
    const { runner } = await startRunner({ detached: true });
    const gone = once(runner, 'exit');
    process.kill(-Number(runner.pid), 'SIGINT');
    await gone;
    expect(await lives(await serverPid())).toBe(true);
    await start();
  });

  it('can be undone for good after a kill, but not under a living runner', async () => {
    const { runner } = await startRunner();
    await expect(discardPostgres(dataDir)).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
    const orphan = await serverPid();
    await kill(runner);
    await discardPostgres(dataDir);
    expect(await lives(orphan)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not mistake a stranger for a server that an earlier run left behind', async () => {
    await (await start()).stop();
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    await writeFile(pidFile, `${process.pid}\n${join(dataDir, 'cluster')}\n`);
    const postgres = await start();
    expect(await query(postgres.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('begins anew where creating the files was interrupted', async () => {
    await mkdir(join(dataDir, 'cluster.new'), { recursive: true });
    await writeFile(join(dataDir, 'cluster.new', 'PG_VERSION'), '18\n');
    const postgres = await start();
    expect(await query(postgres.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('says which port is in use, and can be tried again', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const refused = {
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`Port ${port} is in use`),
    };
    await expect(start({ port })).rejects.toMatchObject(refused);
    other.close();
    await once(other, 'close');
    expect((await start({ port })).port).toBe(port);
  });

  it('says why a setting keeps the server from starting', async () => {
    const parameters = { shared_buffers: 'plenty' };
    await expect(start({ parameters })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('shared_buffers'),
    });
  });

  it('names a folder that cannot hold data', async () => {
    await writeFile(dataDir, 'a file');
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: expect.stringContaining(dataDir),
    });
  });
});

const nobody = { uid: 65_534, gid: 65_534 };
const nobodyCanRunThis =
  isRoot && spawnSync(process.execPath, ['--import', 'tsx', '--eval', ''], nobody).status === 0;

it.runIf(nobodyCanRunThis)(
  'an ordinary user runs it (skipped unless root can hand it to user 65534)',
  async () => {
    await mkdir(dataDir, { mode: 0o700 });
    await chown(dataDir, nobody.uid, nobody.gid);
    const { printed } = await startRunner(nobody);
    expect(printed.get('error')).toBeUndefined();
    const rows = await query(printed.get('url') ?? '', 'SELECT 1 AS one');
    expect(rows).toEqual([{ one: 1 }]);
    expect((await stat(`/proc/${await serverPid()}`)).uid).toBe(nobody.uid);
  },
);

it.runIf(nobodyCanRunThis)(
  'an ordinary user is told of a folder without write permission',
  async () => {
    const { printed } = await startRunner(nobody);
    expect(printed.get('error')).toContain(`can't keep its data in ${dataDir}`);
  },
);

describe.runIf(isRoot)('as root (skipped for other users, who need none of it)', () => {
  it('runs the server under another account', async () => {
    await start();
    const { uid } = await stat(`/proc/${await serverPid()}`);
    expect(uid).not.toBe(0);
  });

  it('keeps the data elsewhere when only root may enter the folder, and finds it again', async () => {
    await chmod(folder, 0o700);
    const log: string[] = [];
    const first = await start({ onLog: (line) => log.push(line) });
    cleanups.push(() => rm(first.dataDir, { recursive: true, force: true, maxRetries: 5 }));
    expect(first.dataDir).not.toBe(dataDir);
    expect(log.join('\n')).toContain(first.dataDir);
    await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(second.dataDir).toBe(first.dataDir);
  });

  it('starts afresh when that folder was removed', async () => {
    await chmod(folder, 0o700);
    const first = await start();
    cleanups.push(() => rm(first.dataDir, { recursive: true, force: true, maxRetries: 5 }));
    await first.stop();
    await rm(dataDir, { recursive: true });
    const second = await start();
    cleanups.push(() => rm(second.dataDir, { recursive: true, force: true, maxRetries: 5 }));
    expect(second.dataDir).not.toBe(first.dataDir);
  });
});
