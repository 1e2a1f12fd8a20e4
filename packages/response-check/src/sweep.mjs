// Stays beside a check and removes what that leaves when it is killed: its input ends with the check, however that ended.
import { readFileSync, rmSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [folder] = process.argv.slice(2);
const patience = 15_000;

for await (const chunk of process.stdin) void chunk;

// The processes of the graphs notice the end by themselves; PostgreSQL has to be told.
const pid = Number(
  await readFile(path.join(clusterOf(folder), 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n')[0],
    () => '',
  ),
);
if (pid > 0 && (await isPostgres(pid))) {
  process.kill(pid, 'SIGQUIT');
  const deadline = Date.now() + patience;
  while ((await isPostgres(pid)) && Date.now() < deadline) await delay(50);
}
rmSync(clusterOf(folder), { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
const deadline = Date.now() + patience;
// Services that are just ending may still write a log.
do {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  await delay(100);
} while ((await readdir(folder).catch(() => [])).length > 0 && Date.now() < deadline);
rmSync(folder, { recursive: true, force: true });

function clusterOf(top) {
  const own = path.join(top, 'postgres');
  try {
    return path.join(readFileSync(path.join(own, 'location'), 'utf8').trim(), 'cluster');
  } catch {
    return path.join(own, 'cluster');
  }
}

async function isPostgres(id) {
  try {
    process.kill(id, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => clusterOf(folder));
  return command.includes(clusterOf(folder));
}
