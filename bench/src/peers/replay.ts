import { createServer } from 'node:http';
import process from 'node:process';
import { signatureHeader, signCall } from '../../../packages/trust/src/index.ts';
import { request as send } from 'undici';

/**
 * Stands in for the services while gateways alone are compared: asks the real service the first time it gets a request, and
 * repeats the bytes of its answer from then on. It signs what it passes on, so that peers need not know how.
 */
interface Settings {
  readonly secret: string;
  readonly services: readonly { name: string; port: number; target: string }[];
}

const settings: Settings = JSON.parse(process.env['BENCH_REPLAY'] ?? '');

for (const { name, port, target } of settings.services) {
  const recorded = new Map<string, Buffer>();

  async function answer(body: string, authorization: string | undefined): Promise<Buffer> {
    const known = recorded.get(body);
    if (known) return known;
    const headers = { authorization };
    const signature = signCall(settings.secret, 'gateway', {
      service: name,
      path: '/graphql',
      headers,
      body,
    });
    const response = await send(`${target}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [signatureHeader]: signature,
        ...(authorization !== undefined && { authorization }),
      },
      body,
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    // A fault must not be repeated for ever.
    if (response.statusCode === 200 && !bytes.includes('"errors"')) recorded.set(body, bytes);
    return bytes;
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(Buffer.concat(chunks).toString(), request.headers.authorization).then(
        (bytes) => {
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-length': bytes.length,
          });
          response.end(bytes);
        },
        () => response.writeHead(502).end(),
      );
    });
  });
  // The gateways wait for their turns longer than the default of 5 s, after which a call may meet a closing connection.
  server.keepAliveTimeout = 600_000;
  server.listen(port, '127.0.0.1');
}
