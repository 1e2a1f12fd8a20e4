import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSchema, graphql } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Repository } from './repository.ts';

const action = readFileSync(new URL('../action.yml', import.meta.url), 'utf8');
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** The part of GitHub's own schema that a comment needs. */
const schema = buildSchema(`
  type Query { repository(owner: String!, name: String!): Repository }
  type Repository { pullRequest(number: Int!): PullRequest }
  type PullRequest { id: ID! comments(first: Int, after: String): IssueCommentConnection! }
  type IssueCommentConnection { nodes: [IssueComment] pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type IssueComment { id: ID! body: String! viewerDidAuthor: Boolean! }
  type Mutation {
    addComment(input: AddCommentInput!): AddCommentPayload
    updateIssueComment(input: UpdateIssueCommentInput!): UpdateIssueCommentPayload
  }
  input AddCommentInput { subjectId: ID! body: String! }
  type AddCommentPayload { subject: PullRequest }
  input UpdateIssueCommentInput { id: ID! body: String! }
  type UpdateIssueCommentPayload { issueComment: IssueComment }
`);

interface Comment {
  id: string;
  body: string;
  viewerDidAuthor: boolean;
}

let repository: Repository;
let server: Server;
let comments: Comment[];
let mayWrite: boolean;

/** Pages of two, so that the comment is looked for beyond the first. */
const pullRequest = {
  id: 'PR_7',
  comments: ({ after }: { after?: string }) => {
    const start = Number(after ?? 0);
    const nodes = comments.slice(start, start + 2);
    const hasNextPage = start + 2 < comments.length;
    return { nodes, pageInfo: { hasNextPage, endCursor: `${start + 2}` } };
  },
};
const mustBeAllowed = () => {
  if (!mayWrite) throw new Error('Resource not accessible by integration');
};
const rootValue = {
  repository: () => ({
    pullRequest: ({ number }: { number: number }) => number === 7 && pullRequest,
  }),
  addComment: ({ input }: { input: { body: string } }) => {
    mustBeAllowed();
    comments.push({ id: `C_${comments.length}`, body: input.body, viewerDidAuthor: true });
    return { subject: pullRequest };
  },
  updateIssueComment: ({ input }: { input: { id: string; body: string } }) => {
    mustBeAllowed();
    comments = comments.map((one) => (one.id === input.id ? { ...one, body: input.body } : one));
    return { issueComment: comments.find(({ id }) => id === input.id) };
  },
};

const requestShape = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.headers.authorization !== 'Bearer secret') {
    response.writeHead(401).end();
    return;
  }
  const { query, variables } = requestShape.parse(JSON.parse(await text(request)));
  const result = await graphql({ schema, source: query, variableValues: variables, rootValue });
  response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
}

beforeEach(async () => {
  repository = new Repository();
  repository.ignoreDrift();
  repository.commit('Ignore drift');
  [comments, mayWrite] = [[], true];
  server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  repository.remove();
  await new Promise((closed) => server.close(closed));
});

/** The script of the action's step, as the runner starts it. */
async function runAction(event: object, token = 'secret') {
  const script = /\n {6}run: \|\n([^]*)$/.exec(action)?.[1]?.replace(/^ {8}/gm, '') ?? '';
  expect(script).toContain('--format github');
  const at = (file: string) => join(repository.directory, '.git', file);
  writeFileSync(at('event.json'), JSON.stringify(event));
  writeFileSync(at('summary.md'), '');
  const { port } = server.address() as AddressInfo;
  const env = {
    PATH: process.env['PATH'],
    ...{ BASE: 'HEAD', COMMENT: 'true', GITHUB_TOKEN: token, GITHUB_REPOSITORY: 'shop/graph' },
    COMMAND: `${process.execPath} --import ${tsx} ${main}`,
    GITHUB_GRAPHQL_URL: `http://127.0.0.1:${port}/graphql`,
    GITHUB_EVENT_PATH: at('event.json'),
    GITHUB_STEP_SUMMARY: at('summary.md'),
  };
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
  const ended = await new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile('bash', args, { cwd: repository.directory, env, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
  return { ...ended, summary: readFileSync(at('summary.md'), 'utf8') };
}

const removeEmail = () =>
  repository.replace(
    'subgraphs/customers.graphql',
    '  email: String\n  emailVerified',
    '  emailVerified',
  );
const pullRequestEvent = { pull_request: { number: 7 } };

describe('the action', () => {
  it('writes one comment on the pull request and updates it, among those of others', async () => {
    const forged = '<!-- schema-check -->\nNothing to fix, says somebody else.';
    comments = ['Hello', forged, 'Well done'].map((body, at) => ({
      ...{ id: `C_${at}`, body, viewerDidAuthor: false },
    }));
    removeEmail();
    const first = await runAction(pullRequestEvent);
    expect(first).toMatchObject({ code: 1, err: '' });
    expect(first.out).toMatch(/^::error file=subgraphs\/customers\.graphql,/m);
    expect(first.out.match(/^::/gm)?.length).toBeLessThanOrEqual(10);
    expect(first.summary).toContain('field-removed:Customer.email');
    expect(comments.map(({ body }) => body.includes('field-removed:Customer.email'))).toEqual([
      ...[false, false, false, true],
    ]);

    repository.git('checkout', '--quiet', '.');
    expect(await runAction(pullRequestEvent)).toMatchObject({ code: 0 });
    expect(comments).toHaveLength(4);
    expect(comments[1]?.body).toBe(forged);
    expect(comments[3]?.body).toMatch(/^<!-- schema-check -->[^]*Nothing to fix\./);
  }, 120_000);

  it('keeps its verdict where it may not comment, with the summary instead', async () => {
    mayWrite = false;
    removeEmail();
    const { code, out, summary } = await runAction(pullRequestEvent);
    expect(out).toContain('::notice::No comment: Resource not accessible by integration');
    expect(summary).toContain('field-removed:Customer.email');
    expect({ code, comments }).toEqual({ code: 1, comments: [] });
  }, 120_000);

  it('comments on nothing in a merge queue', async () => {
    const { code, out } = await runAction({ merge_group: { head_ref: 'x' } });
    expect(out).not.toContain('No comment');
    expect({ code, comments }).toEqual({ code: 0, comments: [] });
  }, 120_000);
});
