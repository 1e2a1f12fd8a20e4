import { openDataDir } from './data-dir.ts';
import { startDatabases, type Databases } from './databases.ts';
import { loopback } from './environments.ts';
import { signLocalToken, trustedIssuers, type TokenRequest } from './issuers.ts';
import { allModules } from './modules.ts';
import { claimPorts, type GraphPorts } from './port-plan.ts';
import { processesOf } from './processes.ts';
import { bundlePrograms } from './programs.ts';
import { ensureSecrets } from './secrets.ts';
import { settle } from './settle.ts';
import { runOnce, supergraphOf } from './supergraph.ts';

export interface GraphOptions {
  readonly dataDir: string;
  /** Default: all. */
  readonly modules?: readonly string[] | undefined;
  readonly ports: GraphPorts;
  /** Modules whose database is elsewhere; the others get one of the embedded server. */
  readonly databaseUrls?: Readonly<Record<string, string>> | undefined;
  /** Environment of single processes, by `gateway` or a module's name, over what the runner sets. */
  readonly overrides?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** False: the embedded server need not wait for the disk. */
  readonly durable?: boolean | undefined;
  /** Whether to bring the generated code of the services up to date first. */
  readonly generate?: boolean | undefined;
  /** Gives up the start, and stops what runs by then. */
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** A running graph: PostgreSQL, the modules' services and the gateway, each a process. */
export interface Graph {
  /** Of the gateway, without a path. */
  readonly origin: string;
  /** Of the GraphQL endpoint. */
  readonly url: string;
  readonly modules: readonly string[];
  readonly dataDir: string;
  /** Folder that takes the mails, a file each, unless a mail server was configured. */
  readonly mailDir: string;
  /** False where customers' mails go to a mail server instead. */
  readonly keepsMails: boolean;
  readonly logDir: string;
  /** Ids of the processes that run now, by `gateway` or module. */
  pids(): Readonly<Record<string, number>>;
  /** Of the account area, where it is served. */
  readonly accountUrl: string | undefined;
  /** Base URL of a module's service, without a path. */
  serviceUrl(module: string): string;
  databaseUrl(module: string): string;
  /** An access token of a local issuer, without `Bearer`. */
  token(request: TokenRequest): Promise<string>;
  /** Ends one run of a process, by default as with kill -9; it comes back by itself. */
  kill(name: string, signal?: NodeJS.Signals): Promise<void>;
  /** Ends a process until it is resumed. */
  halt(name: string): Promise<void>;
  resume(name: string): void;
  /** Resolves when a process answers. */
  ready(name: string): Promise<void>;
  /** Ends the gateway, then the services, then PostgreSQL; returns when all are gone. May be called again. */
  stop(): Promise<void>;
}

const never = new AbortController().signal;

/** @throws StartError or LocalPostgresError for every expected reason; nothing is left running then */
export async function startGraph(options: GraphOptions): Promise<Graph> {
  const undo: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= undoAll(undo));
  try {
    return await start(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function undoAll(undo: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of undo.toReversed()) await step();
}

async function start(
  options: GraphOptions,
  undo: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Graph> {
  const { modules = allModules, signal = never, onLine = () => undefined } = options;
  const dataDir = await openDataDir(options.dataDir);
  undo.push(dataDir.release);
  const ports = await claimPorts(options.ports, modules, dataDir);
  const secrets = await ensureSecrets(dataDir.path, modules);
  const issuers = await trustedIssuers(dataDir.path, secrets, loopback(ports['customers']));

  onLine('Starting PostgreSQL');
  const prepareDatabases = async (): Promise<Databases> => {
    const { databaseUrls: given = {}, durable = true } = options;
    const port = ports['postgres'] ?? 0;
    const server = { dataDir, modules, given, secrets, port, durable, onLine, signal };
    const started = await startDatabases(server);
    undo.push(started.stop);
    return started;
  };
  const prepareCode = async (): Promise<void> => {
    if (options.generate) await runOnce('infra/generate.ts', [], dataDir, signal);
    await bundlePrograms(modules);
  };
  const [databases, supergraph] = await settle([
    prepareDatabases(),
    supergraphOf(modules, dataDir, signal),
    prepareCode(),
  ]);
  signal.throwIfAborted();

  onLine(`Starting ${modules.join(', ')}, gateway`);
  const { urls: databaseUrls } = databases;
  const { overrides = {} } = options;
  const mailDir = dataDir.mail;
  const processes = processesOf(
    { secrets, issuers, modules, ports, supergraph, databaseUrls, mailDir, overrides },
    dataDir,
    onLine,
  );
  undo.push(processes.stop);
  await processes.start(signal);

  return {
    origin: loopback(ports['gateway']),
    url: `${loopback(ports['gateway'])}/graphql`,
    modules,
    dataDir: dataDir.path,
    mailDir,
    keepsMails: overrides['customers']?.['SMTP_URL'] === undefined,
    logDir: dataDir.logs,
    pids: processes.pids,
    accountUrl: ports['account'] === undefined ? undefined : loopback(ports['account']),
    serviceUrl: (module) => loopback(ports[module]),
    databaseUrl: (module) => databaseUrls[module] ?? '',
    token: (request) => signLocalToken(secrets, request),
    kill: (name, killSignal = 'SIGKILL') => processes.of(name).kill(killSignal),
    halt: (name) => processes.of(name).stop(),
    resume: (name) => processes.of(name).start(),
    ready: (name) => processes.of(name).ready(),
    stop,
  };
}
