import { once } from 'node:events';
import process from 'node:process';
import { LocalPostgresError } from '@customer-graph/local-postgres';
import { loadDemoData } from './demo/load.ts';
import { startGraph, type Graph } from './graph.ts';
import { onParentsGone } from './parents.ts';
import { readSettings } from './settings.ts';
import { StartError } from './start-error.ts';

const stopping = new AbortController();
const { signal } = stopping;
const aborted = once(signal, 'abort');
const print = (line: string) => process.stdout.write(`${line}\n`);

// A terminal's Ctrl-C may arrive a second time through the package manager: it asks for nothing more.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => stopping.abort());
await onParentsGone(() => stopping.abort());
// Whoever reads the output may go first; the graph then still has to be stopped.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

try {
  await run();
  process.exit(0);
} catch (error) {
  const stopped = signal.aborted && !(error instanceof StartError);
  if (!stopped) process.stderr.write(`${explain(error)}\n`);
  process.exit(stopped ? 0 : 1);
}

async function run(): Promise<void> {
  const settings = readSettings(process.env);
  const graph = await startGraph({ ...settings, generate: true, signal, onLine: print });
  try {
    if (settings.demoData) await loadDemoData(graph, { signal, onLine: print });
    await welcome(graph);
    if (!signal.aborted) await aborted;
    print('Stopping');
  } finally {
    await graph.stop();
  }
}

async function welcome(graph: Graph): Promise<void> {
  if (graph.accountUrl) {
    print('Building the account area, at the first start');
    const served = graph.ready('account').then(
      () => print(`Account  ${graph.accountUrl}`),
      () => print(`The account area did not start: see ${graph.logDir}/account.log`),
    );
    await Promise.race([served, aborted]);
    if (signal.aborted) return;
  }
  print(`Explore  ${graph.origin}/explorer`);
  print(`Mails    ${graph.mailDir}`);
  print('Token    npx pnpm token -- --as staff --store demo');
  print(`Ready  ${graph.url}`);
}

function explain(error: unknown): string {
  if (error instanceof StartError || error instanceof LocalPostgresError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
