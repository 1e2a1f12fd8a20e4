import os from 'node:os';
import { compareAnswers } from './compare.ts';
import { measureDailyRun, type DailyRun } from './daily-run/measure.ts';
import { measurePoint, type Point, type Series } from './growth.ts';
import { startLoadGenerator } from './load/generator.ts';
import { measure } from './measure.ts';
import { pages, singles } from './operations.ts';
import type { Options } from './options.ts';
import { summarise, type Row } from './report/summary.ts';
import { addOrders, listCustomers, seed } from './seed.ts';
import { modules, startSystem } from './system.ts';
import {
  startFloor,
  startHive,
  startOwnGateway,
  startReplay,
  startStandalone,
  startStock,
  type Started,
  type Variant,
} from './variants.ts';

export interface Result {
  readonly takenAt: string;
  readonly machine: string;
  /** The system's load before anything was started: what others did with the machine. */
  readonly loadBefore: number;
  /** Gateways over prepared answers. */
  readonly gateways: readonly Row[];
  /** Gateway and three services over PostgreSQL. */
  readonly systems: readonly Row[];
  readonly orders: readonly Point[];
  readonly pageSizes: readonly Point[];
  readonly connections: readonly Point[];
  /** Loyalty's daily run of growing stores. */
  readonly dailyRuns: readonly DailyRun[];
}

const stock = 'stock @apollo/gateway';
const connections = 16;

export async function runBenchmark(
  options: Options,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Result> {
  const [loadBefore = 0] = os.loadavg();
  const undo: (() => unknown)[] = [];
  const started = async (variant: Promise<Started>): Promise<Variant> => {
    const running = await variant;
    undo.push(running.stop);
    return running;
  };
  try {
    say('Starting PostgreSQL, services and gateway');
    const system = await startSystem();
    const { graph } = system;
    undo.push(graph.stop);
    const generator = startLoadGenerator();
    undo.push(generator.stop);
    await seed(graph);
    const authorization = `Bearer ${await graph.token({ as: 'staff', store: 'demo' })}`;
    const customers = await listCustomers(graph.url, authorization);
    const bodies = { L: pages(customers, 20), S: singles(customers) };
    const plan = { ...options, connections, authorization, bodies };
    const series: Series = {
      generator,
      authorization,
      warmup: 700,
      warmupRequests: 0,
      duration: options.duration,
    };
    const pids = graph.pids();
    const parts = ['gateway', ...modules];
    const ownPids = parts.map((name) => pids[name] ?? 0);
    const ownSystem = { name: 'this system', url: graph.url, pids: ownPids, parts };

    const { warmup, warmupRequests } = options;
    for (const operation of ['L', 'S'] as const) {
      const at = { x: 0, operation, bodies: bodies[operation], connections };
      await measurePoint({ ...series, warmup, warmupRequests, duration: 1 }, [ownSystem], at);
    }
    const orders: Point[] = [];
    let present = 1_000;
    for (const x of options.orders) {
      signal.throwIfAborted();
      if (x > present) await addOrders(graph, present, x);
      present = x;
      say(`${x.toLocaleString('en-US')} orders`);
      for (const operation of ['L', 'S'] as const) {
        const at = { x, operation, bodies: bodies[operation], connections };
        orders.push(...(await measurePoint(series, [ownSystem], at)));
      }
    }

    say('Whole systems');
    const standalone: Variant[] = [];
    for (const module of modules) standalone.push(await started(startStandalone(system, module)));
    const standaloneUrls = Object.fromEntries(
      modules.map((module, index) => [module, standalone[index]?.url ?? '']),
    );
    const stockSystem = await started(
      startStock(system, await system.supergraph('standalone', standaloneUrls)),
    );
    const systems: Variant[] = [
      ownSystem,
      {
        name: stock,
        url: stockSystem.url,
        pids: [...stockSystem.pids, ...standalone.flatMap(({ pids }) => pids)],
        parts,
      },
    ];
    await compareAnswers(systems, authorization, [...bodies.L, ...bodies.S.slice(0, 20)]);
    const whole = await measure(generator, systems, { ...plan, rounds: options.wholeRounds });
    signal.throwIfAborted();

    say('Gateways');
    const replay = await startReplay(system);
    undo.push(replay.stop);
    const supergraph = await system.supergraph('replay', replay.urls);
    const gateways: Variant[] = [];
    for (const start of [
      () => startOwnGateway(system, supergraph, 'compiled'),
      () => startStock(system, supergraph),
      () => startOwnGateway(system, supergraph, 'apollo'),
      () => startHive(system, supergraph, false),
      () => startHive(system, supergraph, true),
    ])
      gateways.push(await started(start()));
    const all = [...bodies.L, ...bodies.S];
    const answers = await compareAnswers(gateways, authorization, all);
    const floors: Variant[] = [];
    for (const mode of ['memory', 'bytes'] as const)
      floors.push(await started(startFloor(system, mode, answers)));
    const contestants = [...gateways, ...floors];
    await compareAnswers([...gateways.slice(0, 1), ...floors], authorization, all);
    const alone = await measure(generator, contestants, plan);
    signal.throwIfAborted();

    say('Growth');
    const pair = gateways.slice(0, 2);
    const pageSizes: Point[] = [];
    for (const x of options.pageSizes) {
      const page = pages(customers, x);
      await compareAnswers(pair, authorization, page);
      const at = { x, operation: 'L', bodies: page, connections } as const;
      pageSizes.push(...(await measurePoint(series, pair, at)));
    }
    const connected: Point[] = [];
    for (const x of options.connections) {
      for (const operation of ['L', 'S'] as const) {
        const at = { x, operation, bodies: bodies[operation], connections: x };
        connected.push(...(await measurePoint(series, pair, at)));
      }
    }
    const dailyRuns: DailyRun[] = [];
    for (const accounts of options.accounts) {
      signal.throwIfAborted();
      say(`The daily run of ${accounts.toLocaleString('en-US')} accounts`);
      dailyRuns.push(await measureDailyRun(system, accounts));
    }
    return {
      takenAt: new Date().toISOString(),
      machine: options.machine,
      loadBefore,
      gateways: summarise(alone, stock),
      systems: summarise(whole, stock, parts),
      orders,
      pageSizes,
      connections: connected,
      dailyRuns,
    };
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}
