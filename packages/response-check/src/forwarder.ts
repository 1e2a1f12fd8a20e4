import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A port that leads to another one, which can be changed: a gateway keeps its URLs and gets other services. */
export interface Forwarder {
  readonly url: string;
  leadTo(url: string): void;
  stop(): Promise<void>;
}

export async function startForwarder(): Promise<Forwarder> {
  const open = new Set<Socket>();
  let target: URL | undefined;
  const server = createServer((incoming) => {
    if (!target) return void incoming.destroy();
    const outgoing = connect(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const closeAll = () => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${port}`,
    leadTo(url) {
      target = new URL(url);
      closeAll();
    },
    async stop() {
      server.close();
      closeAll();
      await once(server, 'close');
    },
  };
}
