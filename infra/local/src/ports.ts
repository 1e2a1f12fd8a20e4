import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorCode, StartError } from './start-error.ts';

// Above, systems hand ports out for connections of their own.
const lowest = 20_000;
const highest = 32_000;
const attempts = 200;

/** Whether this process could listen on the port of 127.0.0.1 now. @throws what else than a port in use prevents it */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return false;
    throw new StartError(`Port ${port} cannot be used: ${String(errorCode(error))}.`);
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** The first of `count` free ports in a row. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const first = lowest + Math.floor(Math.random() * (highest - lowest - count));
    const row = Array.from({ length: count }, (_, index) => isFree(first + index));
    if ((await Promise.all(row)).every(Boolean)) return first;
  }
  throw new StartError(`There are no ${count} free ports between ${lowest} and ${highest}.`);
}

/** @throws StartError that names every port in use and who wants it */
export async function checkPorts(
  ports: Readonly<Record<string, number>>,
  patience: number,
): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const taken: string[] = [];
    for (const [name, port] of Object.entries(ports)) {
      if (!(await isFree(port))) taken.push(`${port} (${name})`);
    }
    if (taken.length === 0) return;
    if (Date.now() >= deadline) throw new StartError(inUse(taken));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function inUse(taken: readonly string[]): string {
  const list = taken.join(', ');
  return taken.length === 1
    ? `Port ${list} is in use: free it or set PORT to another one.`
    : `Ports ${list} are in use: free them or set PORT to another one.`;
}
