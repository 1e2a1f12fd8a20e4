import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CouldNotRun } from '../could-not-run.ts';
import { firstLine } from '../text.ts';
import { foundDay } from './found-day.ts';
import type { FoundDay } from './merge-counts.ts';

/** All that gateways have written to a target. @throws CouldNotRun where it, or a part of it, cannot be read */
export async function readCounts(target: string): Promise<FoundDay[]> {
  if (!/^postgres(?:ql)?:\/\//.test(target)) return readFolder(target);
  // Loaded only when it is wanted: the check itself needs no database.
  const { readDatabase } = await import('./read-database.ts');
  return readDatabase(target);
}

async function readFolder(folder: string): Promise<FoundDay[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new CouldNotRun(`the counts in ${folder} cannot be read: ${firstLine(error)}.`);
  });
  // A file that is being written, or was when its process was killed, ends in another way.
  const files = names.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (name) => {
      const place = join(folder, name);
      return foundDay(place, parseJson(await readFile(place, 'utf8'), place));
    }),
  );
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CouldNotRun(`${place} is not JSON: ${firstLine(error)}.`);
  }
}
