import { Agent, request } from 'undici';

/** How a process left while clients with kept connections sent one request after the other. */
export interface Departure {
  /** Milliseconds from the first `503` of `/readyz` to the first other request that was refused, reset or turned away. */
  readonly servedAsUnready: number;
  /** Whether a response of that time asked to close the connection. */
  readonly askedToClose: boolean;
}

/** Loads a server until it is gone. @param stop asks the process to end once the load runs; resolves when it has */
export async function watchDeparture(
  origin: string,
  stop: () => Promise<unknown>,
): Promise<Departure> {
  const agent = new Agent({ connections: 8, pipelining: 1 });
  let askedToClose = false;
  let unreadyAt = 0;
  let gone = 0;
  const until = async (path: string, seen: (status: number) => void) => {
    while (gone === 0) {
      try {
        const { statusCode, headers, body } = await request(origin + path, { dispatcher: agent });
        await body.dump();
        if (unreadyAt > 0 && headers.connection === 'close') askedToClose = true;
        seen(statusCode);
      } catch {
        gone ||= Date.now();
      }
    }
  };
  let served = 0;
  const load = Array.from({ length: 6 }, () =>
    until('/livez', (status) => {
      if (status === 200) served += 1;
      else gone ||= Date.now();
    }),
  );
  const ready = until('/readyz', (status) => {
    if (status === 503) unreadyAt ||= Date.now();
  });
  while (served < 50) await new Promise((resolve) => setImmediate(resolve));
  await stop();
  await Promise.all([...load, ready]);
  await agent.close();
  return { servedAsUnready: unreadyAt === 0 ? 0 : gone - unreadyAt, askedToClose };
}
