import type { Report } from '../../src/report.ts';
import { baseSideOf, reportOf, sideOf } from './fixture.ts';
import { type RivalVerdicts, rivalsOn } from './rivals.ts';
import type { Row } from './row.ts';

export interface JudgedRow {
  row: Row;
  report: Report;
  rivals: RivalVerdicts | undefined;
}

const judged = new Map<Row, Promise<JudgedRow>>();

/** Each row is judged once, whoever asks for it. */
export function judgedRow(row: Row): Promise<JudgedRow> {
  const known = judged.get(row) ?? judgeRow(row);
  judged.set(row, known);
  return known;
}

async function judgeRow(row: Row): Promise<JudgedRow> {
  const [base, head] = [baseSideOf(row), sideOf(row)];
  return { row, report: await reportOf(row, base, head), rivals: await rivalsOn(base, head) };
}
