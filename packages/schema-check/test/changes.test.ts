import { describe, expect, it } from 'vitest';
import { fails } from '../src/finding.ts';
import { exitCodeOf, findingsOf } from '../src/report.ts';
import { reportOf } from './table/fixture.ts';
import { rows } from './table/rows.ts';

describe('a change of the schemas', () => {
  it.each(rows)('that $change exits with $exit', async (row) => {
    const report = await reportOf(row);
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
    }
    if (row.silent) expect(found.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(report.sections.map(({ name }) => name)).toEqual([
      ...['build', 'gateway', 'changes', 'operations', 'plans', 'architecture', 'lint', 'drift'],
    ]);
  });

  it('is judged in at least forty forms, ten of them safe and silent', () => {
    expect(rows.length).toBeGreaterThanOrEqual(40);
    expect(rows.filter(({ silent }) => silent).length).toBeGreaterThanOrEqual(10);
    expect(new Set(rows.map(({ change }) => change)).size).toBe(rows.length);
  });
});
