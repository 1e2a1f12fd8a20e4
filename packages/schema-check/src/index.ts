export { type CheckOptions, checkRepository } from './check-repository.ts';
export type { SchemaCheckConfig } from './config-file.ts';
export { CouldNotRun } from './could-not-run.ts';
export type { Approval, Finding, Place, SectionName, Severity, Verdict } from './finding.ts';
export { type Format, render } from './formats/format.ts';
export { type Report, exitCodeOf, failuresOf } from './report.ts';
