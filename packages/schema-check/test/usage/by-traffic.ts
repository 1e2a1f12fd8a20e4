import { recordedForm } from '@customer-graph/usage';
import { judge } from '../../src/check.ts';
import type { Side } from '../../src/context.ts';
import { fails } from '../../src/finding.ts';
import { type Report, findingsOf } from '../../src/report.ts';
import { type UsageFile, printUsageFile } from '../../src/usage/usage-file.ts';
import { baseSide, baseSideOf, configOf } from '../table/fixture.ts';
import type { Row } from '../table/row.ts';

const today = new Date('2025-11-28T12:00:00Z');
const settings = {
  graph: 'test',
  file: 'schema-check.usage.json',
  silenceDays: 45,
  windowDays: 30,
  maxAgeDays: 7,
};

/** The operations of a base, as a gateway that served it would have counted them. */
export function recordedUsage(change: Partial<UsageFile> = {}, base = baseSide): UsageFile {
  const api = base.graph.composed?.api;
  if (!api) throw new Error('the fixture does not compose');
  const clients = [
    { client: 'web', version: '3.2', requests: 12_401, last: '2025-11-28T10:00:00.000Z' },
  ];
  const operations = base.project.operations.flatMap(({ document }) => {
    const form = recordedForm(document, undefined, api);
    return form ? [{ ...form, clients }] : [];
  });
  return {
    ...{ version: 1, graph: 'test', windowDays: 30, keptDays: 45, unrecorded: 0 },
    ...{ recorded: [['2025-10-01', '2025-11-28']], operations },
    ...change,
  };
}

/** A side that knows its operations from traffic alone. */
const recordedSide = (side: Side, usage: UsageFile): Side => ({
  ...side,
  project: { ...side.project, operations: [], usage, usageText: printUsageFile(usage) },
});

export async function reportByTraffic(
  row: Row,
  head: Side,
  usage = recordedUsage({}, baseSideOf(row)),
): Promise<Report> {
  const config = { ...configOf(row), usage: settings };
  const sides = [recordedSide(baseSideOf(row), usage), recordedSide(head, usage)] as const;
  const judged = await judge(...sides, config, { approvals: [], today });
  return { base: { name: 'main', commit: 'f'.repeat(40) }, notes: [], ...judged };
}

/** What the check decided, without the names of operations, which a recording has with their hash. */
export const verdictsOf = (report: Report): string[] => {
  const decided = findingsOf(report)
    .filter(({ known, section }) => !known && section !== 'traffic')
    .map((finding) => {
      const ofOperation = finding.section === 'operations' || finding.section === 'plans';
      const subject = ofOperation ? finding.rule : finding.id;
      const outcome = fails(finding) ? 'fails' : finding.severity;
      return [finding.section, subject, finding.verdict ?? '', outcome].join(' ');
    });
  return [...new Set(decided)].sort();
};
