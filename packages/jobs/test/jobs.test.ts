import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { bundle } from '@customer-graph/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import {
  addJob,
  FinalFailure,
  jobGauges,
  migrateJobs,
  removeJobsAbout,
  startJobs,
  task,
  type Jobs,
  type Task,
} from '../src/index.ts';
import { openJobsDatabase, type JobsDatabase } from './database.ts';

let db: JobsDatabase;
let running: Jobs[];
let lines: string[];
beforeEach(async () => {
  db = await openJobsDatabase();
  running = [];
  lines = [];
});
afterEach(async () => {
  await Promise.all(running.map((jobs) => jobs.stop()));
  await db.drop();
});

const soon = { timeout: 20_000, interval: 30 };
async function start(tasks: { work: Task }): Promise<Jobs> {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = pino({ level: 'trace' }, stream);
  const jobs = await startJobs({ databaseUrl: db.url, tasks, log });
  running.push(jobs);
  return jobs;
}
const add = (subject: string, id?: string) =>
  db.transaction((tx) =>
    addJob(tx, { task: 'work', payload: { subject }, about: [subject], ...(id && { id }) }),
  );
const waiting = () => db.query('SELECT * FROM graphile_worker._private_jobs ORDER BY id');
const recorder = () => {
  const done: string[] = [];
  const work = task(z.object({ subject: z.string() }), async ({ subject }) => {
    done.push(subject);
    await Promise.resolve();
  });
  return { done, work };
};
/** Lets what waits for its next attempt be due. */
const hurry = () =>
  db.query(
    'SELECT graphile_worker.reschedule_jobs(array_agg(id), now()) FROM graphile_worker.jobs',
  );

it('does a job once its transaction stands, and none whose transaction was rolled back', async () => {
  const { done, work } = recorder();
  await start({ work });
  const rolledBack = db.transaction(async (tx) => {
    await addJob(tx, { task: 'work', payload: { subject: 'undone' }, about: [] });
    throw new Error('rolls back');
  });
  await expect(rolledBack).rejects.toThrow('rolls back');
  await add('done');
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), soon);
  expect(done).toEqual(['done']);
});

it('shares the jobs of a database among its instances, each done once', async () => {
  const [one, two] = [recorder(), recorder()];
  await Promise.all([start(one), start(two)]);
  const subjects = Array.from({ length: 200 }, (_, index) => `subject-${index}`);
  await Promise.all(subjects.map((subject) => add(subject)));
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), soon);
  expect([...one.done, ...two.done].sort()).toEqual(subjects.sort());
});

it('lets a job take the place of the same one that waits', async () => {
  for (let time = 0; time < 3; time += 1) await add('one', 'the same');
  await add('one');
  const { done, work } = recorder();
  await start({ work });
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), soon);
  expect(done).toEqual(['one', 'one']);
});

it('takes back what is about somebody, and nothing else', async () => {
  await add('leaving');
  await db.transaction((tx) =>
    addJob(tx, { task: 'work', payload: { subject: 'both' }, about: ['staying', 'leaving'] }),
  );
  await add('staying');
  await db.transaction((tx) => removeJobsAbout(tx, ['leaving', 'unknown']));
  const { done, work } = recorder();
  await start({ work });
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), soon);
  expect(done).toEqual(['staying']);
});

it.each([
  ['twelve times', new Error('canary in a message'), 12],
  ['three times when it is final', new FinalFailure('canary in a message'), 3],
])(
  'tries a job %s, then removes it, and writes nothing of payload or message anywhere',
  async (_times, error, most) => {
    let attempts = 0;
    await start({
      work: () => {
        attempts += 1;
        return Promise.reject(error);
      },
    });
    await add('canary-subject');
    await vi.waitFor(async () => {
      const rows = await waiting();
      for (const { last_error } of rows) expect(last_error).not.toContain('canary');
      await hurry();
      // A job that is nothing: whoever listens looks for jobs now.
      await db.query("SELECT pg_notify('jobs:insert', '{\"count\":1}')");
      expect(rows).toEqual([]);
    }, soon);
    expect(attempts).toBe(most);
    expect(lines.filter((line) => line.includes('work given up'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('canary');
  },
);

it('gives the job of a worker that was killed to another one, once nobody can be at it', async () => {
  const file = fileURLToPath(new URL('hanging-worker.ts', import.meta.url));
  const env = { PATH: process.env.PATH, DATABASE_URL: db.url };
  const child = spawn(process.execPath, [await bundle(file)], { env });
  await add('orphan');
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { done, work } = recorder();
  await start({ work });
  await add('other');
  await vi.waitFor(() => expect(done).toEqual(['other']), soon);
  await db.query(
    "UPDATE graphile_worker._private_jobs SET locked_at = locked_at - INTERVAL '3 minutes'",
  );
  const second = recorder();
  await start(second);
  await vi.waitFor(async () => expect(await waiting()).toEqual([]), soon);
  expect([...done, ...second.done]).toEqual(['other', 'orphan']);
});

it('ends what hangs when it stops, and another instance tries it again', async () => {
  let signal: AbortSignal | undefined;
  const stuck = await start({
    work: (_payload, attempt) => {
      signal = attempt.signal;
      return new Promise(() => undefined);
    },
  });
  await add('stuck');
  await vi.waitFor(() => expect(signal).toBeDefined(), soon);
  running = [];
  const begun = performance.now();
  await stuck.stop();
  expect(performance.now() - begun).toBeLessThan(8_000);
  expect(signal?.aborted).toBe(true);
  const { done, work } = recorder();
  await hurry();
  await start({ work });
  await vi.waitFor(() => expect(done).toEqual(['stuck']), soon);
});

it('works on when its connections were cut', async () => {
  const { done, work } = recorder();
  await start({ work });
  await add('before');
  await vi.waitFor(() => expect(done).toEqual(['before']), soon);
  await db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await vi.waitFor(() => add('after'), soon);
  await vi.waitFor(() => expect(done).toContain('after'), soon);
});

it('finds jobs also when its first look for them failed', async () => {
  await db.query('ALTER TABLE graphile_worker._private_tasks RENAME TO hidden_tasks');
  const { done, work } = recorder();
  await start({ work });
  await vi.waitFor(() => expect(lines.join('')).toContain('are started anew'), soon);
  await db.query('ALTER TABLE graphile_worker.hidden_tasks RENAME TO _private_tasks');
  await add('late');
  await vi.waitFor(() => expect(done).toEqual(['late']), soon);
});

it('measures what waits and what has failed', async () => {
  await add('one');
  await add('two');
  await db.query(
    `UPDATE graphile_worker._private_jobs SET last_error = 'Error' WHERE payload->>'subject' = 'two'`,
  );
  const query = <Row>(_name: string, text: string, values: unknown[]) =>
    db.query(text, values) as Promise<Row[]>;
  const values = (await jobGauges(query)).map(({ name, values: [first] }) => [name, first]);
  expect(values.slice(0, 2)).toEqual([
    ['jobs_waiting', { labels: { task: 'work' }, value: 2 }],
    ['jobs_failed', { labels: { task: 'work' }, value: 1 }],
  ]);
});

it('only reads where the schema is up to date', async () => {
  const before = await db.query('SELECT xmin::text FROM graphile_worker.migrations ORDER BY id');
  await migrateJobs(db.url);
  expect(await db.query('SELECT xmin::text FROM graphile_worker.migrations ORDER BY id')).toEqual(
    before,
  );
});
