// Loaded into a process that is to be profiled; Node takes --cpu-prof on the command line only.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.BENCH_PROFILE;
if (folder && isMainThread) {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  process.on('exit', () => {
    session.post('Profiler.stop', (error, result) => {
      if (error) return;
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${folder}/${process.pid}.json`, JSON.stringify(result.profile));
    });
  });
}
