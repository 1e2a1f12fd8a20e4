// A process of its own around a server: what a test kills in place of the real runner.
import { startPostgres } from '../src/index.ts';

const [dataDir = '', port] = process.argv.slice(2);
try {
  const postgres = await startPostgres({ dataDir, ...(port ? { port: Number(port) } : {}) });
  await postgres.ensureDatabase({ name: 'ours', role: 'ours', password: 'secret' });
  const { adminUrl } = postgres;
  const url = postgres.url('ours', 'ours', 'secret');
  console.log(JSON.stringify({ dataDir: postgres.dataDir, adminUrl, url }));
  process.once('SIGTERM', () => void postgres.stop());
} catch (error) {
  console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
  process.exitCode = 1;
}
