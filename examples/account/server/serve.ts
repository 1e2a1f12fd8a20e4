import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { contentSecurityPolicy, etagOf, fillIn, type PageOptions } from './page.ts';

export interface ServeOptions extends PageOptions {
  /** Folder of the built app. */
  readonly dist: string;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

interface File {
  readonly content: Buffer | string;
  readonly headers: Record<string, string>;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Serves the built app: its files, and for every other path the page, which finds its screen by the path. */
export async function serveApp(options: ServeOptions) {
  const files = await readFiles(options.dist);
  const page = fillIn(await readFile(path.join(options.dist, 'index.html'), 'utf8'), options);
  const pageFile = fileOf(page, 'text/html; charset=utf-8', 'no-cache');
  const security = {
    'content-security-policy': contentSecurityPolicy(options),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return void response.writeHead(405, { allow: 'GET, HEAD' }).end();
    if (pathname === '/readyz') return void response.end('ready\n');
    const file = files.get(pathname) ?? (path.extname(pathname) === '' ? pageFile : undefined);
    if (!file) return void response.writeHead(404, security).end();
    send(request, response, { ...file, headers: { ...security, ...file.headers } });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return {
    origin: `http://${options.host}:${portOf(server.address())}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function readFiles(dist: string): Promise<Map<string, File>> {
  const files = new Map<string, File>();
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const type = types[path.extname(file)];
    if (!entry.isFile() || !type) continue;
    const name = `/${path.relative(dist, file).split(path.sep).join('/')}`;
    // The names of built files change with their content.
    const caching = name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache';
    files.set(name, fileOf(await readFile(file), type, caching));
  }
  return files;
}

const fileOf = (content: Buffer | string, type: string, caching: string): File => ({
  content,
  headers: { 'content-type': type, 'cache-control': caching, etag: etagOf(content) },
});

function send({ method, headers: asked }: IncomingMessage, response: ServerResponse, file: File) {
  const known = asked['if-none-match'] === file.headers['etag'];
  response.writeHead(known ? 304 : 200, file.headers);
  response.end(known || method === 'HEAD' ? undefined : file.content);
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address ? address.port : 0;
