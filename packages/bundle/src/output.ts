import path from 'node:path';

/** Where the bundle of an entry file lies, without and with the ending of its name. */
export interface Output {
  readonly base: string;
  readonly script: string;
  /** Tells what the script was made from. */
  readonly record: string;
}

/** `dist` stands beside the entry's folder, so that packages which stay outside the bundle are found from both. */
export function outputOf(entry: string): Output {
  const name = path.basename(entry, path.extname(entry));
  const base = path.resolve(path.dirname(entry), '../dist', name);
  return { base, script: `${base}.js`, record: `${base}.inputs.json` };
}
