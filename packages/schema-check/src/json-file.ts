import { CouldNotRun } from './could-not-run.ts';
import { firstLine } from './text.ts';

/** What a JSON file says. @throws CouldNotRun when it is not JSON */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new CouldNotRun(`${file} is not JSON: ${firstLine(error)}.`);
  }
}
