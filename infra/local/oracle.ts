import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadDemoData } from './src/demo/load.ts';
import { demoPassword } from './src/demo/people.ts';
import { readSecrets } from './src/secrets.ts';
import { callGraph } from './src/graph-client.ts';
import { startTemporaryGraph } from './src/temporary-graph.ts';
import { inputsQuery, samplesFrom } from './test/whole-graph/oracle/inputs.ts';
import { WholeGraphOracle } from './test/whole-graph/oracle/whole-graph-oracle.ts';

/**
 * Starts the whole graph with its demo data, and looks for generated queries whose response is not that of one server that
 * reads each field by itself.
 */

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const print = (line: string) => void process.stdout.write(`${line}\n`);
const patient = '{"all":{"timeout":30000,"headersTimeout":30000,"bodyTimeout":30000}}';
const roomy = '{"cost":1000000,"errors":100000}';
const login = z.object({ login: z.object({ accessToken: z.string() }) });

const graph = await startTemporaryGraph({
  overrides: {
    gateway: { TRAFFIC_SHAPING: patient, LIMITS: roomy, REQUEST_TIMEOUT_MS: '60000' },
  },
  onLine: print,
});
try {
  await loadDemoData(graph, { signal: new AbortController().signal, onLine: print });
  const staff = { authorization: `Bearer ${await graph.token({ as: 'staff', store: 'demo' })}` };
  const { login: session } = await callGraph(graph.url, login, {
    query: `mutation ($password: String!) {
      login(email: "ada@example.com", password: $password) { ... on AuthSession { accessToken } }
    }`,
    variables: { password: demoPassword },
    headers: { 'x-store-id': 'demo' },
  });
  const customer = { authorization: `Bearer ${session.accessToken}` };
  const oracle = await WholeGraphOracle.open({
    graph,
    secret: (await readSecrets(path.resolve(graph.dataDir)))?.internal ?? '',
    callers: [
      { name: 'nobody', headers: { 'x-store-id': 'demo' } },
      { name: 'customer', headers: customer },
      { name: 'staff', headers: staff },
    ],
    samples: samplesFrom(
      await callGraph(graph.url, z.unknown(), { query: inputsQuery, headers: staff }),
    ),
    operations: Number(values.operations),
    seed: Number(values.seed),
  });
  const { differences, ...tally } = await oracle.run();
  for (const difference of differences) print(difference);
  const seconds = Math.round(performance.now() / 1000);
  print(`${JSON.stringify(tally)}; ${seconds} s; differences: ${differences.length}`);
  process.exitCode = differences.length > 0 ? 1 : 0;
} finally {
  await graph.stop();
}
