import { exitCodeOf, failuresOf, type Report } from '../report.ts';

/** The whole report; `version` grows when a field changes its meaning. */
export function renderJson(report: Report): string {
  const result = {
    version: 1,
    exitCode: exitCodeOf(report),
    toFix: failuresOf(report).map(({ id }) => id),
    ...report,
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}
