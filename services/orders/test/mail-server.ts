import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

/** Takes mail as a server does, by the few words of SMTP that a client needs; refuses recipients while `refusal` says how. */
export async function startMailServer() {
  const state = { taken: [] as string[], refused: 0, refusal: null as string | null };
  const server = createServer((socket) => {
    let data: string[] | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 ready');
    createInterface(socket).on('line', (line) => {
      if (data && line === '.') {
        state.taken.push(data.join('\r\n'));
        data = null;
        say('250 taken');
      } else if (data) data.push(line);
      else if (/^DATA/i.test(line)) {
        data = [];
        say('354 go on');
      } else if (/^RCPT/i.test(line) && state.refusal !== null) {
        state.refused += 1;
        say(state.refusal);
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
      else say('250 ok');
    });
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
    stop: async () => {
      server.close();
      await once(server, 'close');
    },
  });
}
