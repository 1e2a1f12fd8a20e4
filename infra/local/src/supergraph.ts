import path from 'node:path';
import { ended, endProcess, root, startProgram } from './child.ts';
import type { DataDir } from './data-dir.ts';
import { lastLines, sizeOf } from './log-file.ts';
import { allModules } from './modules.ts';
import { StartError } from './start-error.ts';

/** The supergraph of these modules: the committed one for all of them, otherwise a new one in the data folder. */
export async function supergraphOf(
  modules: readonly string[],
  dataDir: DataDir,
  signal: AbortSignal,
): Promise<string> {
  if (modules.length === allModules.length) return path.join(root, 'gateway/supergraph.graphql');
  const file = path.join(dataDir.path, 'supergraph.graphql');
  const args = ['--modules', modules.join(','), '--out', file];
  await runOnce('gateway/src/compose.ts', args, dataDir, signal);
  return file;
}

/** Runs one of the repository's own commands to its end. @throws StartError with its last lines when it fails */
export async function runOnce(
  script: string,
  args: readonly string[],
  dataDir: DataDir,
  signal: AbortSignal,
): Promise<void> {
  const logFile = path.join(dataDir.logs, `${path.basename(script, '.ts')}.log`);
  const before = await sizeOf(logFile);
  const child = await startProgram({ script, args, environment: {}, logFile });
  const abort = () => void endProcess(child, 1_000);
  signal.addEventListener('abort', abort, { once: true });
  await ended(child);
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  if (child.exitCode !== 0)
    throw new StartError(`${script} failed:\n${await lastLines(logFile, before, 15)}`);
}
