import type { SectionName, Verdict } from '../../src/finding.ts';
import type { SchemaCheckConfig } from '../../src/index.ts';

export type Edits = Record<string, [from: string, to: string][]>;

/** A change of the fixture and what the check must say about it. */
export interface Row {
  /** What the author of the change does. */
  change: string;
  /** Replacements in files, by name without extension; the old text must occur exactly once. */
  edits?: Edits;
  /** The same for the base, where the change needs something to be there. */
  before?: Edits;
  /** Subgraphs by the names that they get. */
  renamed?: Record<string, string>;
  /** Subgraphs that are taken out of the registry, and ones that are added with their SDL. */
  without?: string[];
  added?: Record<string, string>;
  config?: Partial<SchemaCheckConfig>;
  /** The author did not run the compose command. */
  notComposed?: boolean;
  exit: 0 | 1;
  /** Findings that must be there: id, or the beginning of one that ends in a fingerprint. */
  findings: { id: string; section: SectionName; verdict?: Verdict; warns?: boolean }[];
  /** The check must say nothing that asks for attention. */
  silent?: boolean;
}

/** One row of a change that the section changes judges. */
export const changes = (id: string, verdict: Verdict, warns = false) => ({
  id,
  section: 'changes' as const,
  verdict,
  ...(warns && { warns }),
});

export const inSection = (section: SectionName, id: string) => ({ id, section });
