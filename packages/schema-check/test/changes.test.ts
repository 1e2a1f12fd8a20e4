import { readFileSync } from 'node:fs';
import { DiffRule, diff } from '@graphql-inspector/core';
import { describe, expect, it } from 'vitest';
import { fails } from '../src/finding.ts';
import { exitCodeOf, failuresOf, findingsOf } from '../src/report.ts';
import { withComparison } from './table/comparison.ts';
import { baseSide, sideOf } from './table/fixture.ts';
import { judgedRow } from './table/judged-rows.ts';
import { rows } from './table/rows.ts';
import { reportByTraffic, verdictsOf } from './usage/by-traffic.ts';

describe('a change of the schemas', () => {
  it.each(rows)('that $change exits with $exit', async (row) => {
    const { report } = await judgedRow(row);
    const found = findingsOf(report).filter(({ known }) => !known);

    expect({ exit: exitCodeOf(report), failing: found.filter(fails).map(({ id }) => id) }).toEqual({
      exit: row.exit,
      failing: row.exit === 0 ? [] : expect.any(Array),
    });
    for (const expected of row.findings) {
      const match = found.find(({ id }) =>
        expected.id.endsWith(':') ? id.startsWith(expected.id) : id === expected.id,
      );
      expect(match, `${expected.id} among ${found.map(({ id }) => id).join(' ')}`).toMatchObject({
        section: expected.section,
        ...(expected.verdict && { verdict: expected.verdict }),
        ...(expected.warns !== undefined && { severity: 'warning' }),
      });
      const mustFail = row.exit === 1 && expected.verdict !== 'UNUSED';
      expect(match && fails(match), `${expected.id} fails`).toBe(mustFail);
    }
    if (row.silent) expect(found.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(report.sections.map(({ name }) => name)).toEqual([
      ...['build', 'gateway', 'changes', 'operations', 'plans', 'architecture', 'lint', 'drift'],
      'traffic',
    ]);
  });

  it('is judged in at least a hundred forms, twenty of them safe and silent', () => {
    expect(rows.length).toBeGreaterThanOrEqual(100);
    expect(rows.filter(({ silent }) => silent).length).toBeGreaterThanOrEqual(20);
    expect(new Set(rows.map(({ change }) => change)).size).toBe(rows.length);
  });
});

describe('recorded requests instead of committed operations', () => {
  // What a change writes into an operation has never been sent.
  const documents = ['account', 'app.manifest', 'back-office', 'session'];
  const ofSchemas = rows.filter(
    ({ edits = {} }) =>
      !Object.keys(edits).some((name) => documents.includes(name)) ||
      !Object.keys(edits).every((name) => documents.includes(name)),
  );

  it.each(ofSchemas)('lead to the same verdict that $change', async (row) => {
    const { report } = await judgedRow(row);
    const recorded = await reportByTraffic(row, sideOf(row));
    expect(verdictsOf(recorded)).toEqual(verdictsOf(report));
    expect(exitCodeOf(recorded)).toBe(row.exit);
  });
});

describe('usage by exact coordinate', () => {
  it('sees the removal that GraphQL Inspector hides behind an unused field of a shorter name', async () => {
    const row = rows.find(({ change }) => change.includes('whose name begins with it'));
    if (!row) throw new Error('no such row');
    const [before, after] = [baseSide, sideOf(row)].map((side) => side.graph.composed?.api ?? null);
    const checkUsage = (entities: { field?: string }[]) =>
      Promise.resolve(entities.map(({ field }) => field !== 'customers'));
    const theirs = await diff(before ?? null, after ?? null, [DiffRule.considerUsage], {
      checkUsage,
    });
    const removals = theirs.filter(({ path }) => path === 'Query.customers');
    expect(removals).toMatchObject([{ criticality: { isSafeBasedOnUsage: true } }]);

    const { report } = await judgedRow(row);
    expect(failuresOf(report).map(({ id }) => id)).toContain('field-removed:Query.customers');
  });
});

describe('the guide', () => {
  const guide = readFileSync(new URL('../../../docs/schema-checks.md', import.meta.url), 'utf8');

  it('says who catches what as it is', { timeout: 300_000 }, async () => {
    expect(await withComparison(guide), 'run packages/schema-check/test/write-comparison.ts').toBe(
      guide,
    );
  });
});
