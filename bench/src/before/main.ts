import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root } from '../../../infra/local/src/child.ts';
import { freePorts } from '../../../infra/local/src/ports.ts';
import { startNode } from '../child-process.ts';
import { median, pairedRatio } from '../statistics.ts';
import { cpuOf, send } from './load.ts';
import { kinds, newTexts, type Kind } from './operations.ts';
import { checkOut, type Tree } from './trees.ts';

/** CPU per request of the gateway of a commit and of the working tree, over the same services, in turns. */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    before: { type: 'string' },
    /** A folder with the commit and its dependencies, instead of a new one. */
    tree: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    /** Milliseconds of the gateway's CPU in one turn. */
    turn: { type: 'string', default: '250' },
  },
});
const modules = ['customers', 'orders', 'loyalty'];

interface Contestant {
  readonly url: string;
  readonly pid: number;
}

async function costOf({ url, pid }: Contestant, kind: Kind, count: number): Promise<number> {
  const before = await cpuOf(pid);
  await send(url, kind, count);
  return ((await cpuOf(pid)) - before) / count;
}

async function compare(contestants: readonly [Contestant, Contestant], kind: Kind) {
  const isNew = kind === newTexts;
  const [before, after] = contestants;
  const texts = [];
  for (const { url } of contestants) {
    await send(url, kind, isNew ? 100 : 3_000);
    texts.push(await send(url, { ...kind, bodies: kind.bodies.slice(0, 1) }, 1));
  }
  const isSame = texts[0] === texts[1];
  const count = Math.ceil(Number(values.turn) / (await costOf(before, kind, isNew ? 40 : 300)));
  const costs: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
      costs[index].push(await costOf(index === 0 ? before : after, kind, count));
  }
  const ratio = pairedRatio(costs[1], costs[0]);
  return {
    'ms before': median(costs[0]).toFixed(3),
    'ms after': median(costs[1]).toFixed(3),
    ratio: ratio.median.toFixed(3),
    spread: `${ratio.lowest.toFixed(2)}–${ratio.highest.toFixed(2)}`,
    requests: count * Number(values.rounds),
    'same response': isSame ? 'yes' : 'no',
  };
}

const undo: (() => unknown)[] = [];
try {
  if (values.before === undefined) throw new Error('--before needs a commit');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-gateways-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const given = values.tree;
  const tree: Tree = given
    ? { folder: given, remove: async () => undefined }
    : await checkOut(values.before);
  undo.push(tree.remove);
  const first = await freePorts(5);
  const ports = Object.fromEntries(modules.map((name, index) => [name, first + index]));
  const tsx = ['--import', 'tsx'];
  const services = await startNode({
    name: 'services',
    args: [...tsx, fileURLToPath(new URL('services.ts', import.meta.url))],
    environment: { BENCH_SERVICES: JSON.stringify(ports) },
    folder,
    url: `http://127.0.0.1:${first}/graphql`,
  });
  undo.push(services.stop);
  const committed = await readFile(path.join(root, 'gateway/supergraph.graphql'), 'utf8');
  const supergraph = path.join(folder, 'supergraph.graphql');
  await writeFile(
    supergraph,
    committed.replace(
      /@join__graph\(name: "(\w+)", url: "[^"]*"\)/g,
      (_, name: string) =>
        `@join__graph(name: "${name}", url: "http://127.0.0.1:${ports[name]}/graphql")`,
    ),
  );
  const start = async (name: string, at: string, port: number): Promise<Contestant> => {
    const url = `http://127.0.0.1:${port}/graphql`;
    const running = await startNode({
      name,
      args: [...tsx, path.join(at, 'gateway/src/main.ts')],
      environment: {
        RATE_LIMIT_PER_MINUTE: '1000000000',
        PORT: String(port),
        SUPERGRAPH_PATH: supergraph,
        INTERNAL_SECRETS: 'a-secret-of-the-benchmark-and-of-nothing-else',
        TRUSTED_ISSUERS:
          '[{"issuer":"nobody","jwksUrl":"http://127.0.0.1:1/jwks","kind":"customer"}]',
      },
      folder,
      cwd: at,
      url,
    });
    undo.push(running.stop);
    return { url, pid: running.pid };
  };
  const before = await start('before', tree.folder, first + 3);
  const after = await start('after', root, first + 4);
  const rows: Record<string, object> = {};
  for (const kind of [...kinds, newTexts]) {
    rows[kind.name] = await compare([before, after], kind);
    console.table({ [kind.name]: rows[kind.name] });
  }
  console.table(rows);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
} finally {
  for (const step of undo.toReversed()) await step();
  process.exit();
}
