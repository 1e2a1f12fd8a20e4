import type { DayOfUsage } from '@customer-graph/usage';
import { createFolderTarget } from './folder-target.ts';

/** Where counts are kept, for as many gateways as write to it. */
export interface UsageTarget {
  /** It takes what has changed since the last write that succeeded, instead of the whole day. */
  readonly takesChanges: boolean;
  /** Writes all or nothing; the same twice counts once. */
  write(day: DayOfUsage): Promise<void>;
  close(): Promise<void>;
}

const isDatabaseUrl = (target: string): boolean => /^postgres(?:ql)?:\/\//.test(target);

/** @param target a folder, or the URL of a PostgreSQL database */
export async function usageTarget(target: string): Promise<UsageTarget> {
  if (!isDatabaseUrl(target)) return createFolderTarget(target);
  // Loaded only when it is wanted, as most gateways need no database.
  const { createPostgresTarget } = await import('./postgres-target.ts');
  return createPostgresTarget(target);
}
