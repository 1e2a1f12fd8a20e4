import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../../../infra/local/src/child.ts';
import type { Result } from '../benchmark.ts';
import type { Options } from '../options.ts';
import { drawChart } from './chart.ts';
import { comparison, dailyRunTable, growthTable, partsTable } from './table.ts';

const begin = '<!-- written by the benchmark -->';
const end = '<!-- end of what the benchmark wrote -->';

/** Keeps the result as JSON; after a full run also as chart and in the documentation. @returns the tables */
export async function writeReport(result: Result, { quick }: Options): Promise<string> {
  const tables = tablesOf(result);
  const folder = path.join(root, 'bench/results');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, quick ? 'quick.json' : 'latest.json');
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`);
  if (!quick) {
    await writeFile(path.join(root, 'docs/performance.svg'), drawChart(result));
    const page = path.join(root, 'docs/performance.md');
    const text = await readFile(page, 'utf8');
    const before = text.slice(0, text.indexOf(begin) + begin.length);
    const after = text.slice(text.indexOf(end));
    const day = result.takenAt.slice(0, 10);
    const lead = `Measured on a ${result.machine}, ${day}. ${loadNote(result.loadBefore)}\n\n![CPU per request](performance.svg)`;
    await writeFile(page, `${before}\n\n${lead}\n\n${tables}\n\n${after}`);
  }
  return `${tables}\n\n${path.relative(root, file)}`;
}

/** Whether the figures can be believed. */
function loadNote(load: number): string {
  if (load < 0.5) return 'Nothing else ran on it.';
  return `Other work kept it at a load of ${load.toFixed(1)}, so absolute figures are too high and ratios are not those of a quiet machine.`;
}

const dailyRunLead = `\`run-schedule\` over a store in which every account has something due: points to activate or to expire, a hold to lapse,
or a tier to lose. Meanwhile, another session locks accounts of the store at random, as whoever redeems points does: that is
what the locks cost. A transaction counts from its beginning to its end as soon as it holds any lock.`;

function tablesOf(result: Result): string {
  const { gateways, systems, orders, pageSizes, connections, dailyRuns } = result;
  const of = (rows: Result['gateways'], operation: string) =>
    comparison(rows.filter((row) => row.operation === operation));
  return [
    `### Gateways alone, L\n\n${of(gateways, 'L')}`,
    `### Gateways alone, S\n\n${of(gateways, 'S')}`,
    `### Gateway and three services, L\n\n${of(systems, 'L')}`,
    `### Gateway and three services, S\n\n${of(systems, 'S')}`,
    `### Gateway and three services, by process\n\n${partsTable(systems)}`,
    `### Growing numbers of orders\n\n${growthTable('orders', orders)}`,
    `### Growing pages\n\n${growthTable('customers', pageSizes)}`,
    `### Growing numbers of connections\n\n${growthTable('connections', connections)}`,
    `### Loyalty's daily run\n\n${dailyRunLead}\n\n${dailyRunTable(dailyRuns)}`,
  ].join('\n\n');
}
