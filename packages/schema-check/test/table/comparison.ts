import { table } from '../../src/formats/markdown.ts';
import { exitCodeOf, failuresOf, findingsOf } from '../../src/report.ts';
import { type JudgedRow, judgedRow } from './judged-rows.ts';
import { rows } from './rows.ts';

// The formatter would align the columns of the table, and the next run would take that back.
const begin = '<!-- who catches what: begin -->\n<!-- prettier-ignore-start -->';
const end = '<!-- prettier-ignore-end -->\n<!-- who catches what: end -->';
/** What a configuration forbids is no fault that another tool could know of. */
const comparable = rows.filter(({ config }) => !config?.severities);

/** A document with the table between its markers brought up to date. */
export async function withComparison(document: string): Promise<string> {
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`no ${begin} … ${end}`);
  return `${before}${begin}\n\n${await comparison()}\n\n${end}${after}`;
}

async function comparison(): Promise<string> {
  // One after the other: judging is busy with the processor, and a hundred graphs at once are large.
  const judged: JudgedRow[] = [];
  for (const row of comparable) judged.push(await judgedRow(row));
  const lines = judged.map(({ row, report, rivals }) => {
    const must = row.exit === 1;
    return [
      `${row.change.charAt(0).toUpperCase()}${row.change.slice(1)}`,
      ownVerdict(report),
      cell(must, rivals?.inspector),
      cell(must, rivals?.findBreakingChanges),
      cell(must, rivals?.validate),
    ];
  });
  const right = [1, 2, 3, 4].map(
    (column) => lines.filter((line) => line[column]?.startsWith('✔')).length,
  );
  return table(
    [
      'change',
      'schema check',
      'GraphQL Inspector `diff`',
      '`findBreakingChanges`',
      '`validate` of the operations',
    ],
    [...lines, [`**right, of ${lines.length}**`, ...right.map((number) => `**${number}**`)]],
  );
}

function ownVerdict(report: JudgedRow['report']): string {
  const failures = failuresOf(report);
  if (exitCodeOf(report) === 0) {
    const warnings = findingsOf(report).filter(
      ({ severity, known }) => severity === 'warning' && !known,
    );
    return warnings.length > 0 ? '✔ warns' : '✔ passes';
  }
  return `✔ fails: ${[...new Set(failures.map(({ section }) => section))].join(', ')}`;
}

function cell(mustFail: boolean, saysBreaking: boolean | undefined): string {
  if (saysBreaking === undefined) return '– no API to compare';
  if (saysBreaking) return mustFail ? '✔ breaking' : '✘ false alarm';
  return mustFail ? '✘ misses it' : '✔ nothing';
}
