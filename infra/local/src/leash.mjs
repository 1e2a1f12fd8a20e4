// Loaded into every child before anything else: its input ends with the runner, however that ended, and so does the child.
import { setTimeout } from 'node:timers';

const patience = 3_000;

process.stdin
  .on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), patience).unref();
  })
  .on('error', () => {})
  .resume()
  .unref();
