import { createHash } from 'node:crypto';
import { ruleNamed } from './rules.ts';

export const sectionNames = [
  'build',
  'gateway',
  'changes',
  'operations',
  'plans',
  'architecture',
  'lint',
  'drift',
  'traffic',
] as const;
export type SectionName = (typeof sectionNames)[number];

/** `error` fails the check, `warning` asks for attention, `info` is only told. */
export type Severity = 'error' | 'warning' | 'info';

/** BREAKING: an operation uses it. UNUSED: it would break, but no operation uses it. SAFE: nothing can break. */
export type Verdict = 'BREAKING' | 'UNUSED' | 'SAFE';

/** 1-based position in a file relative to the repository root; `base` when only the base has that line. */
export interface Place {
  file: string;
  line: number;
  column: number;
  at: 'head' | 'base';
}

/** A client whose recorded requests a finding concerns. */
export interface ClientUse {
  client: string;
  version: string;
  /** Within the window. */
  requests: number;
  last: string;
  /** The day on which it will have been silent for long enough, if nothing of it is recorded until then. */
  safeFrom: string;
  /** All of it in a line. */
  text: string;
}

export interface Approval {
  id: string;
  reason: string;
  expires: string;
}

export interface Finding {
  /** `rule:subject`; the same for the same fault however the files around it move. */
  id: string;
  rule: string;
  section: SectionName;
  severity: Severity;
  verdict?: Verdict;
  message: string;
  place?: Place;
  why: string;
  fix: string;
  /** Operations that the finding concerns, each with its place. */
  operations: { name: string; place: Place }[];
  /** Who was recorded to send them. */
  clients?: ClientUse[];
  /** The base has it too, so this change is not to blame and does not fail. */
  known: boolean;
  approval?: Approval;
}

type Details = Partial<Pick<Finding, 'verdict' | 'place' | 'operations' | 'severity' | 'fix'>>;

export function makeFinding(
  rule: string,
  subject: string,
  message: string,
  details: Details = {},
): Finding {
  const { section, severity, why, fix } = ruleNamed(rule);
  const base = { id: `${rule}:${subject}`, rule, section, severity, message, why, fix };
  return { ...base, operations: [], known: false, ...details };
}

/** A short stable suffix for findings whose only identity is their text. */
export const fingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

/** Whether this finding makes the check fail. */
export const fails = (finding: Finding): boolean =>
  finding.severity === 'error' && !finding.known && finding.approval === undefined;
