import { readdir, readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import type { Kind } from './operations.ts';

/** CPU time of a process with all its threads, user and system, in milliseconds. */
export async function cpuOf(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = threads.map(async (thread) => {
    // Nanoseconds, where /proc/…/stat counts in hundredths of a second.
    const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8');
    return Number(text.split(' ')[0]) / 1e6;
  });
  return (await Promise.all(times)).reduce((sum, time) => sum + time, 0);
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

function post(url: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

/**
 * Sends so many requests, eight at a time.
 * @returns the last response's text
 * @throws when one has not the status that it must have, or errors where there are none
 */
export async function send(url: string, { name, status, bodies }: Kind, count: number) {
  const list = bodies;
  let sent = 0;
  let last = '';
  const client = async () => {
    while (sent < count) {
      const response = await post(url, list[sent++ % list.length] ?? '');
      if (response.status !== status || (status === 200 && response.text.includes('"errors"')))
        throw new Error(`${name}: ${response.status} ${response.text.slice(0, 500)}`);
      last = response.text;
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return last;
}
