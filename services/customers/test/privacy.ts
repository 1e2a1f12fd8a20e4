import pg from 'pg';
import { createSubgraphClient } from '@customer-graph/testing';
import { z } from 'zod';
import type { CustomersUnderTest } from './start.ts';

const request = z.looseObject({
  __typename: z.literal('PrivacyRequest'),
  id: z.string(),
  status: z.string(),
});
const fields = `__typename
  ... on PrivacyRequest { id kind status dueAt customer { id status } receipts { module status detail doneAt } document }
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
    /** A module's answer, signed by its name. */
    acknowledge: async (
      module: string,
      variables: { id: string; detail?: string; document?: string; module?: string },
      storeId = 'demo',
    ) =>
      createSubgraphClient(
        url,
        'customers',
        module,
      )<{ outcome: Record<string, unknown> }>(
        `mutation ($id: ID!, $module: String!, $detail: String, $document: String) {
          outcome: acknowledgePrivacyRequest(id: $id, module: $module, detail: $detail, document: $document) { ${fields} } }`,
        { storeId, variables: { module, ...variables } },
      ),
  };
}

/** All that a database holds, as lower-case text. */
export async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
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
