import {
  badUserInput,
  parsePage,
  toConnection,
  type Connection,
  type ConnectionArgs,
} from '@customer-graph/subgraph';
import { email } from '@customer-graph/text';
import {
  countRequests,
  selectRequests,
  type RequestConditions,
  type RequestSorting,
} from '../db/list-privacy-requests.ts';
import { checkCursor } from './cursor.ts';
import type { Module } from './module.ts';
import { awaitedModules, type PrivacyRequest } from './privacy-request.ts';

export interface ListPrivacyRequests extends ConnectionArgs {
  readonly filter?:
    | {
        readonly [Field in 'status' | 'kind' | 'dueBefore' | 'held' | 'email']?:
          RequestConditions[Field] | undefined;
      }
    | null;
  readonly sortBy?: RequestSorting | null;
}

export interface PrivacyRequestConnection extends Connection<PrivacyRequest> {
  readonly totalCount: () => Promise<number>;
}

/** A page of the store's privacy requests by filter and sort. */
export async function listPrivacyRequests(
  module: Module,
  storeId: string,
  args: ListPrivacyRequests,
): Promise<PrivacyRequestConnection> {
  const { field, direction } = args.sortBy ?? { field: 'REQUESTED_AT', direction: 'DESC' };
  const page = parsePage(args, `privacyRequests:${field}:${direction}`);
  checkCursor(page, true);
  const { status = null, kind = null, dueBefore = null, held = null } = args.filter ?? {};
  const address = parseAddress(args.filter?.email);
  const awaited = awaitedModules(module);
  const conditions = { storeId, status, kind, dueBefore, held, awaited, email: address };
  const rows = await selectRequests(module.db, conditions, { field, direction }, page);
  const placeOf = ({ createdAt, dueAt }: PrivacyRequest) =>
    field === 'DUE_AT' ? (dueAt ?? createdAt) : createdAt;
  return {
    ...toConnection(rows, page, (row) => [placeOf(row).toISOString(), row.id]),
    totalCount: () => countRequests(module.db, conditions),
  };
}

function parseAddress(typed: string | null | undefined): string | null {
  if (typed == null) return null;
  const parsed = email.safeParse(typed);
  if (!parsed.success) throw badUserInput('filter.email is not a valid e-mail address.');
  return parsed.data;
}
