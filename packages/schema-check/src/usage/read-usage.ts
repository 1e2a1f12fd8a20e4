import type { Config } from '../config.ts';
import { CouldNotRun } from '../could-not-run.ts';
import { type Tree, Unreadable, readText } from '../tree.ts';
import { type UsageFile, parseUsageFile } from './usage-file.ts';

type Settings = NonNullable<Config['usage']>;
interface ReadUsage {
  usage: UsageFile;
  usageText: string;
}

/** @throws CouldNotRun also where there is none: it was promised */
export async function usageOfHead(tree: Tree, settings: Settings, today: Date): Promise<ReadUsage> {
  const read = await readUsage(tree, settings, today);
  if (read) return read;
  throw new CouldNotRun(
    `the configuration names ${settings.file} as the recorded usage, but there is no such file; write it with usage:pull.`,
  );
}

/** What was faulty at the base must not stop its repair. */
export async function usageOfBase(
  tree: Tree,
  settings: Settings | undefined,
  { today, onFault }: { today: Date; onFault: (fault: CouldNotRun) => void },
): Promise<ReadUsage | undefined> {
  try {
    return settings && (await readUsage(tree, settings, today));
  } catch (error) {
    if (!(error instanceof CouldNotRun) || error instanceof Unreadable) throw error;
    onFault(error);
    return undefined;
  }
}

async function readUsage(
  tree: Tree,
  { file, graph }: Settings,
  today: Date,
): Promise<ReadUsage | undefined> {
  const usageText = await readText(tree, file);
  if (usageText === undefined) return undefined;
  return { usage: parseUsageFile(usageText, file, { graph, today }), usageText };
}
