import process from 'node:process';
import { Client } from 'undici';
import type { Job, Measurement } from './job.ts';
import { cpuTimes, residentMemory } from './processes.ts';

// A fault in every answer would make a gateway look fast; looking at each would cost more than some answers.
const inspectedEvery = 20;
// A kept connection may be closed by a service just when it is used again.
const toleratedFaults = 2;
const longestWarmup = 15_000;

async function run(job: Job): Promise<Measurement> {
  const { origin, pathname: path } = new URL(job.url);
  const headers = { 'content-type': 'application/json', ...job.headers };
  const clients = Array.from({ length: job.connections }, () => new Client(origin));
  let state: 'warming' | 'counting' | 'done' = 'warming';
  let sent = 0;
  let faults = 0;
  const took: number[] = [];

  async function send(client: Client): Promise<void> {
    const body = job.bodies[sent % job.bodies.length] ?? '';
    sent += 1;
    const startedAt = performance.now();
    const response = await client.request({ method: 'POST', path, headers, body });
    const text = await response.body.text();
    if (state === 'counting') took.push(performance.now() - startedAt);
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}: ${text}`);
    if (sent % inspectedEvery === 0 && text.includes('"errors"') && ++faults > toleratedFaults)
      throw new Error(text.slice(0, 500));
  }

  const ending = Promise.all(
    clients.map(async (client) => {
      while (state !== 'done') await send(client);
    }),
  );
  const counted = async (): Promise<Measurement> => {
    await delay(job.warmup);
    const patience = performance.now() + longestWarmup;
    while (sent < job.warmupRequests && performance.now() < patience) await delay(50);
    const cpuBefore = await cpuTimes(job.pids);
    const startedAt = performance.now();
    state = 'counting';
    await delay(job.duration);
    const used = (await cpuTimes(job.pids)).map((time, index) => time - (cpuBefore[index] ?? 0));
    const seconds = (performance.now() - startedAt) / 1_000;
    state = 'done';
    took.sort((a, b) => a - b);
    return {
      requestsPerSecond: took.length / seconds,
      p50: took[Math.floor(took.length * 0.5)] ?? Number.NaN,
      p99: took[Math.floor(took.length * 0.99)] ?? Number.NaN,
      cpu: used.reduce((sum, time) => sum + time, 0) / took.length,
      cpuOf: used.map((time) => time / took.length),
      memory: await residentMemory(job.pids),
    };
  };
  try {
    const [measurement] = await Promise.all([counted(), ending]);
    return measurement;
  } finally {
    state = 'done';
    await Promise.all(clients.map((client) => client.destroy()));
  }
}

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

process.on('message', (job: Job) => {
  run(job).then(
    (measurement) => process.send?.({ measurement }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
