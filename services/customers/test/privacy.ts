import pg from 'pg';
import { createSubgraphClient } from '@customer-graph/testing';
import { z } from 'zod';
import type { CustomersUnderTest } from './start.ts';

const request = z.looseObject({
  __typename: z.literal('PrivacyRequest'),
  id: z.string(),
  status: z.string(),
  dueAt: z.string().nullable(),
});
const fields = `__typename
  ... on PrivacyRequest { id kind status dueAt customer { id status } receipts { module status detail doneAt heldSince } document }
  ... on MutationError { message } ... on InvalidInputError { fieldErrors { path code } }`;

/** What callers do about privacy requests. */
export function createPrivacyDesk({ query, url }: CustomersUnderTest) {
  async function mutate(call: string, authorization: string) {
    const answer = await query<{ outcome: Record<string, unknown> }>(
      `mutation { outcome: ${call} { ${fields} } }`,
      { authorization },
    );
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data.outcome;
  }
  /** A mutation that a module sends, signed by its name. */
  const asModule = <Variables extends Record<string, unknown>>(
    module: string,
    text: string,
    variables: Variables,
    storeId: string,
  ) =>
    createSubgraphClient(
      url,
      'customers',
      module,
    )<{ outcome: Record<string, unknown> }>(`mutation ${text}`, {
      storeId,
      variables: { module, ...variables },
    });
  return {
    mutate,
    /** The request that a mutation makes or answers with. */
    ask: async (call: string, authorization: string) =>
      request.parse(await mutate(call, authorization)),
    read: async (id: string, authorization: string) => {
      const { data } = await query<{ privacyRequest: Record<string, unknown> | null }>(
        `query ($id: ID!) { privacyRequest(id: $id) {
          kind status customer { id status email } receipts { module status detail } document } }`,
        { authorization, variables: { id } },
      );
      return data.privacyRequest;
    },
    acknowledge: (
      module: string,
      variables: { id: string; detail?: string; document?: string; module?: string },
      storeId = 'demo',
    ) =>
      asModule(
        module,
        `($id: ID!, $module: String!, $detail: String, $document: String) {
          outcome: acknowledgePrivacyRequest(id: $id, module: $module, detail: $detail, document: $document) { ${fields} } }`,
        variables,
        storeId,
      ),
    hold: (
      module: string,
      variables: { id: string; reason: string; module?: string },
      storeId = 'demo',
    ) =>
      asModule(
        module,
        `($id: ID!, $module: String!, $reason: String!) {
          outcome: holdPrivacyRequest(id: $id, module: $module, reason: $reason) { ${fields} } }`,
        variables,
        storeId,
      ),
  };
}

/** All that a database holds, as lower-case text. */
export async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'graphile_worker')`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ text: string | null }>(
      `SELECT string_agg(t::text, E'\\n') AS text FROM ${name} t`,
    );
    texts.push(`${name}: ${rows[0]?.text ?? ''}`);
  }
  await client.end();
  return texts.join('\n').toLowerCase();
}
