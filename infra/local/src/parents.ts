import path from 'node:path';
import { lookUp, type ProcessEntry } from './process-table.ts';

const interval = 300;
const packageManagers = /^(npm|npx|pnpm|pnpx)(\.[cm]?js)?$/;

/**
 * Calls back when the `npx pnpm` that this process belongs to is gone: killed by its id, neither of the two passes the
 * signal on.
 */
export async function onParentsGone(callback: () => void): Promise<void> {
  const parents = await packageManagerParents();
  if (parents.length === 0) return;
  const timer = setInterval(() => {
    void Promise.all(parents.map(lives)).then((living) => {
      if (living.every(Boolean)) return;
      clearInterval(timer);
      callback();
    });
  }, interval);
  timer.unref();
}

/** The processes between this one and the outermost package manager, which included. */
async function packageManagerParents(): Promise<ProcessEntry[]> {
  const chain: ProcessEntry[] = [];
  let outermost = 0;
  for (let pid = process.ppid; pid > 1; pid = chain.at(-1)?.parent ?? 0) {
    const entry = await lookUp(pid);
    if (!entry) break;
    chain.push(entry);
    if (isPackageManager(entry)) outermost = chain.length;
  }
  return chain.slice(0, outermost);
}

function isPackageManager({ command }: ProcessEntry): boolean {
  const [program = '', script = ''] = command.map((word) => path.basename(word));
  return packageManagers.test(program === 'node' ? script : program);
}

async function lives({ pid, startedAt }: ProcessEntry): Promise<boolean> {
  return (await lookUp(pid))?.startedAt === startedAt;
}
