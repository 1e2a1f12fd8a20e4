import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataDir } from './data-dir.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'customer-graph-claims-'));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['a new folder', null],
  ['what a killed runner has left', JSON.stringify({ pid: 1, startedAt: 'long ago' })],
  ['a claim that cannot be read', ''],
])('lets one of two starts at once have %s', async (name, left) => {
  for (let round = 0; round < 50; round += 1) {
    const own = path.join(folder, `${name} ${round}`);
    await mkdir(own);
    if (left !== null) await writeFile(path.join(own, 'runner.lock'), left);
    const starts = await Promise.allSettled([openDataDir(own), openDataDir(own)]);
    const won = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(won).toHaveLength(1);
    expect((await readdir(own)).toSorted()).toEqual(['logs', 'mail', 'runner.lock']);
    await won[0]?.release();
    expect((await openDataDir(own)).abandoned).toBe(false);
  }
});
