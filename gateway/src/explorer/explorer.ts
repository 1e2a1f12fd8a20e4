import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { readExamples } from './examples.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const bundle = fileURLToPath(import.meta.resolve('@graphql-hive/laboratory/umd'));
const workers = path.join(path.dirname(bundle), 'monacoeditorwork');

const files: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/explorer': { file: `${here}page.html`, type: 'text/html; charset=utf-8' },
  '/explorer/page.css': { file: `${here}page.css`, type: 'text/css; charset=utf-8' },
  '/explorer/page.js': { file: `${here}page.js`, type: 'text/javascript; charset=utf-8' },
  '/explorer/laboratory.js': { file: bundle, type: 'text/javascript; charset=utf-8' },
  '/explorer/editor.worker.js': {
    file: `${workers}/editor.worker.bundle.js`,
    type: 'text/javascript',
  },
  '/explorer/graphql.worker.js': {
    file: `${workers}/graphql.worker.bundle.js`,
    type: 'text/javascript',
  },
  '/explorer/json.worker.js': { file: `${workers}/json.worker.bundle.js`, type: 'text/javascript' },
};

// Nothing is loaded from elsewhere. The editor writes style elements; its workers come from this origin.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** An explorer that works without the internet; for development only. */
export function registerExplorer(
  app: FastifyInstance,
  examplesPath: string,
  currentSchema: () => GraphQLSchema,
): void {
  for (const [url, { file, type }] of Object.entries(files)) {
    app.get(url, async (_request, reply: FastifyReply) => {
      void reply.header('content-type', type).header('content-security-policy', policy);
      // The gateway shows query plans to requests that come from this page.
      void reply.header('referrer-policy', 'same-origin').header('cache-control', 'no-cache');
      return reply.send(await readFile(file));
    });
  }
  app.get('/', async (_request, reply: FastifyReply) => reply.redirect('/graphql'));
  app.get('/explorer/examples.json', async () => ({
    id: 'examples',
    name: 'Examples',
    createdAt: '2026-01-01T00:00:00.000Z',
    operations: await readExamples(examplesPath, currentSchema()),
  }));
}

/** The page in which Apollo Sandbox runs, which says only that it cannot be loaded where there is no internet. */
export const withWayToExplorer = (page: string): string =>
  page.replace(
    'you might be offline.',
    'you might be offline. <a href="/explorer">The explorer of this gateway</a> needs no internet.',
  );

/** Whether a request was sent by the explorer's page. */
export function isFromExplorer(referer: string | undefined): boolean {
  return (
    referer !== undefined && URL.canParse(referer) && new URL(referer).pathname === '/explorer'
  );
}
