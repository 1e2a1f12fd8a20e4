import { z } from 'zod';
import { firstLine } from './text.ts';

/** Where to comment, as GitHub Actions sets it for every step. */
export interface CommentTarget {
  /** `GITHUB_GRAPHQL_URL` */
  url: string;
  token: string;
  /** `owner/name` */
  repository: string;
  pullRequest: number;
}

/** GitHub takes no longer comment. */
const longest = 65_536;
const marker = '<!-- schema-check -->';

/**
 * Writes the report into one comment of the pull request, which later runs update.
 * @returns why there is none: on a fork the token may only read, and the verdict must not hang on a comment
 */
export async function commentOn(
  target: CommentTarget,
  report: string,
): Promise<string | undefined> {
  const body = bodyOf(report);
  try {
    const { id, own } = await find(target);
    if (own === undefined) await send(target, add, { id, body }, z.unknown());
    else await send(target, update, { id: own, body }, z.unknown());
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

function bodyOf(report: string): string {
  const whole = `${marker}\n${report}`;
  if (whole.length <= longest) return whole;
  const note = '\n\n… The whole report is in the summary of the run.\n';
  return whole.slice(0, longest - note.length) + note;
}

const comments = /* GraphQL */ `
  query Comments($owner: String!, $name: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) {
        id
        comments(first: 100, after: $after) {
          nodes {
            id
            body
            viewerDidAuthor
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`;
const add = /* GraphQL */ `
  mutation Add($id: ID!, $body: String!) {
    addComment(input: { subjectId: $id, body: $body }) {
      subject {
        id
      }
    }
  }
`;
const update = /* GraphQL */ `
  mutation Update($id: ID!, $body: String!) {
    updateIssueComment(input: { id: $id, body: $body }) {
      issueComment {
        id
      }
    }
  }
`;

const pageShape = z.object({
  repository: z.object({
    pullRequest: z.object({
      id: z.string(),
      comments: z.object({
        nodes: z.array(
          z.object({ id: z.string(), body: z.string(), viewerDidAuthor: z.boolean() }),
        ),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    }),
  }),
});

/** The pull request, and the comment that an earlier run has written: anybody could write the marker. */
async function find(target: CommentTarget): Promise<{ id: string; own: string | undefined }> {
  const [owner, name] = target.repository.split('/');
  let after: string | null = null;
  for (;;) {
    const variables: Record<string, unknown> = { owner, name, number: target.pullRequest, after };
    const { repository } = await send(target, comments, variables, pageShape);
    const { id, comments: page } = repository.pullRequest;
    const own = page.nodes.find((node) => node.viewerDidAuthor && node.body.startsWith(marker));
    if (own || !page.pageInfo.hasNextPage) return { id, own: own?.id };
    after = page.pageInfo.endCursor;
  }
}

const responseShape = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

async function send<T>(
  { url, token }: CommentTarget,
  query: string,
  variables: Record<string, unknown>,
  shape: z.ZodType<T>,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'schema-check',
    },
    body: JSON.stringify({ query, variables }),
    redirect: 'error',
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok) throw new Error(`GitHub responded with status ${response.status}`);
  const { data, errors } = responseShape.parse(await response.json());
  if (errors?.[0]) throw new Error(errors[0].message);
  return shape.parse(data);
}
