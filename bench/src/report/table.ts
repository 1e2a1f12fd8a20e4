import type { DailyRun } from '../daily-run/measure.ts';
import type { Point } from '../growth.ts';
import type { Row } from './summary.ts';

const number = (value: number, digits: number) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A Markdown table, which reads well in a terminal too. */
export function markdownTable(
  head: readonly string[],
  body: readonly (readonly string[])[],
): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, 3, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

/** Variants of one operation. */
export function comparison(rows: readonly Row[]): string {
  const head = [
    'variant',
    'req/s',
    'p50 ms',
    'p99 ms',
    'CPU ms/req',
    'MB',
    'CPU vs stock (spread)',
    'req/s vs stock',
  ];
  return markdownTable(
    head,
    rows.map(({ name, requestsPerSecond, p50, p99, cpu, memory, cpuRatio, rateRatio }) => [
      name,
      number(requestsPerSecond, 0),
      number(p50, 1),
      number(p99, 1),
      number(cpu, 2),
      number(memory, 0),
      `${number(cpuRatio.median, 3)} (${number(cpuRatio.lowest, 3)}–${number(cpuRatio.highest, 3)})`,
      number(rateRatio.median, 2),
    ]),
  );
}

/** How cost grows with one number. */
export function growthTable(title: string, points: readonly Point[]): string {
  return markdownTable(
    [title, 'variant', 'op', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms/req'],
    points.map(({ x, variant, operation, measured }) => [
      number(x, 0),
      variant,
      operation,
      number(measured.requestsPerSecond, 0),
      number(measured.p50, 1),
      number(measured.p99, 1),
      number(measured.cpu, 2),
    ]),
  );
}

/** Which process of a system uses how much. */
export function partsTable(rows: readonly Row[]): string {
  const parts = Object.keys(rows[0]?.cpuOf ?? {});
  return markdownTable(
    ['CPU ms/req', 'op', ...parts],
    rows.map(({ name, operation, cpuOf }) => [
      name,
      operation,
      ...parts.map((part) => number(cpuOf[part] ?? Number.NaN, 2)),
    ]),
  );
}

/** How fast loyalty's daily run is, and how long it keeps others from an account. */
export function dailyRunTable(runs: readonly DailyRun[]): string {
  const head = [
    'accounts, all with something due',
    'seconds',
    'accounts/s',
    'accounts/transaction',
    'longest transaction ms',
    'lock p50 ms',
    'lock p99 ms',
    'lock max ms',
  ];
  return markdownTable(
    head,
    runs.map((run) => [
      number(run.accounts, 0),
      number(run.seconds, 1),
      number(run.accountsPerSecond, 0),
      number(run.accountsPerTransaction, 1),
      number(run.longestTransaction, 0),
      ...[run.wait.p50, run.wait.p99, run.wait.max].map((wait) => number(wait, 1)),
    ]),
  );
}
