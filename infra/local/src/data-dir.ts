import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { lookUp } from './process-table.ts';
import { errorCode, StartError } from './start-error.ts';

/** The folder that holds everything a local graph keeps, claimed for this process. */
export interface DataDir {
  readonly path: string;
  readonly logs: string;
  readonly mail: string;
  /** True when the runner before this one was killed: its children may just be ending. */
  readonly abandoned: boolean;
  release(): Promise<void>;
}

const holder = z.object({ pid: z.number(), startedAt: z.string() });

/** @throws StartError when another runner uses it or it cannot be written */
export async function openDataDir(folder: string): Promise<DataDir> {
  const logs = path.join(folder, 'logs');
  const mail = path.join(folder, 'mail');
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    for (const own of [logs, mail]) await mkdir(own, { recursive: true, mode: 0o700 });
    const lock = path.join(folder, 'runner.lock');
    const abandoned = await claim(folder, lock);
    return { path: folder, logs, mail, abandoned, release: () => rm(lock, { force: true }) };
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`Nothing can be written in ${folder}: ${String(errorCode(error))}.`, {
      cause: error,
    });
  }
}

/** @returns whether a killed runner had left its claim behind */
async function claim(folder: string, lock: string): Promise<boolean> {
  const self = await lookUp(process.pid);
  const own = `${lock}.${randomUUID()}`;
  const aside = `${own}.old`;
  // Written under another name first: nobody may find a claim without its holder.
  await writeFile(own, JSON.stringify({ pid: process.pid, startedAt: self?.startedAt ?? '' }), {
    mode: 0o600,
  });
  try {
    if (await linkNew(own, lock)) return false;
    const other = await readHolder(lock);
    if (other && (await lookUp(other.pid))?.startedAt === other.startedAt) {
      throw new StartError(
        `The graph already runs on ${folder}, started by process ${other.pid}: stop that one or set DATA_DIR to another folder.`,
      );
    }
    if (await moved(lock, aside)) {
      // Another start may have put its claim in the place of the one that was read.
      if (!isDeepStrictEqual(await readHolder(aside), other)) await linkNew(aside, lock);
      else if (await linkNew(own, lock)) return true;
    }
    throw new StartError(`Another start on ${folder} came first.`);
  } finally {
    for (const file of [own, aside]) await rm(file, { force: true });
  }
}

async function readHolder(lock: string): Promise<z.output<typeof holder> | undefined> {
  try {
    return holder.parse(JSON.parse(await readFile(lock, 'utf8')));
  } catch {
    return undefined;
  }
}

/** @returns false when the name is taken */
const linkNew = (file: string, name: string) => unless('EEXIST', link(file, name));

/** @returns false when the file is gone */
const moved = (file: string, to: string) => unless('ENOENT', rename(file, to));

async function unless(code: string, work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (errorCode(error) === code) return false;
    throw error;
  }
}

/** Replaces a file as a whole, so that an interruption leaves the old one. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, file);
}

/** A JSON file of a known shape; undefined when there is none. */
export async function readJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new StartError(`${file} cannot be read; remove it to make a new one.`, { cause: error });
  }
}
