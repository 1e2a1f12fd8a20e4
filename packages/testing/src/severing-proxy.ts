import { once } from 'node:events';
import { createServer, connect, type Socket } from 'node:net';

export interface SeveringProxy {
  /** The database's URL through the proxy. */
  readonly url: string;
  /** Whether the connections were cut. */
  readonly severed: boolean;
  close(): Promise<void>;
}

/**
 * Passes PostgreSQL's traffic until the client has sent `after` pieces, then cuts all connections, as the end of the
 * client's process does. The last piece is still delivered or not.
 */
export async function startSeveringProxy(
  databaseUrl: string,
  { after, deliver }: { after: number; deliver: boolean },
): Promise<SeveringProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let pieces = 0;
  let severed = false;
  const server = createServer((client) => {
    if (severed) return client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    upstream.pipe(client);
    client.on('data', (piece) => {
      if (severed) return;
      pieces += 1;
      if (pieces < after) return void upstream.write(piece);
      severed = true;
      if (deliver) upstream.end(piece);
      for (const socket of sockets) if (socket !== upstream || !deliver) socket.destroy();
    });
    client.on('close', () => (severed ? undefined : upstream.destroy()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  const address = server.address();
  url.port = typeof address === 'object' ? String(address?.port) : '';
  return {
    url: url.href,
    get severed() {
      return severed;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
