import { open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { errorCode } from './start-error.ts';

const limit = 5_000_000;
const logLine = z.object({ msg: z.string() });

/** Opens a log to append to; one that has grown beyond 5 MB is first set aside, in place of the one set aside before. */
export async function openLog(file: string): Promise<FileHandle> {
  if ((await sizeOf(file)) > limit) await rename(file, `${file}.old`);
  return open(file, 'a', 0o600);
}

/** The last lines written to a log since it had `from` bytes, also if it was set aside since. */
export async function lastLines(file: string, from: number, count: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = size < from ? 0 : from;
    const { buffer } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString().trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    await handle.close();
  }
}

/** What a process said last since its log had `from` bytes: the message of a JSON line, any other line as it is. */
export async function latestMessage(file: string, from: number): Promise<string | undefined> {
  const line = await lastLines(file, from, 1);
  try {
    return logLine.parse(JSON.parse(line)).msg;
  } catch {
    return line || undefined;
  }
}

/** Bytes in a file; 0 when there is none. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
