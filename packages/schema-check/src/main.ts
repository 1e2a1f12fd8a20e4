import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { z } from 'zod';
import { runCommand } from './command.ts';
import type { CommentTarget } from './pull-request-comment.ts';

const text = z.string().min(1).optional().catch(undefined);
/** What GitHub Actions sets for every step, and the token that its step is given. */
const environment = z
  .object({
    GITHUB_STEP_SUMMARY: text,
    GITHUB_EVENT_PATH: text,
    GITHUB_GRAPHQL_URL: text,
    GITHUB_REPOSITORY: text,
    GITHUB_TOKEN: text,
  })
  .parse(process.env);

const eventShape = z.object({ pull_request: z.object({ number: z.number() }) });

/** The pull request that this run is for; null without one, or without a token. */
async function commentTarget(): Promise<CommentTarget | null> {
  const { GITHUB_EVENT_PATH: event, GITHUB_GRAPHQL_URL: url } = environment;
  const { GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token } = environment;
  if (!event || !url || !repository || !token) return null;
  const { data } = eventShape.safeParse(JSON.parse(await readFile(event, 'utf8')));
  return data ? { url, repository, token, pullRequest: data.pull_request.number } : null;
}

process.exitCode = await runCommand({
  argv: process.argv.slice(2),
  directory: process.cwd(),
  stepSummary: environment.GITHUB_STEP_SUMMARY,
  commentTarget,
  print: (output) => process.stdout.write(output),
  complain: (output) => process.stderr.write(output),
});
