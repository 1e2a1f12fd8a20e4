import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Job, Measurement } from './job.ts';

export interface LoadGenerator {
  run(job: Job): Promise<Measurement>;
  stop(): void;
}

/** A process of its own, so that what it costs is not on anybody's bill. */
export function startLoadGenerator(): LoadGenerator {
  const worker = fork(new URL('worker.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
  return {
    async run(job) {
      worker.send(job);
      const [{ measurement, error }] = await once(worker, 'message');
      if (error !== undefined) throw new Error(error);
      return measurement;
    },
    stop: () => worker.kill(),
  };
}
