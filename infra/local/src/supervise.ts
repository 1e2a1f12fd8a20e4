import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { ended, endOf, endProcess, hasEnded, startProgram, type Program } from './child.ts';
import { lastLines, latestMessage, sizeOf } from './log-file.ts';
import { StartError } from './start-error.ts';

const stopLimit = 10_000;
const pollInterval = 40;
const firstPause = 200;
const longestPause = 5_000;
const shownLines = 15;
const reportInterval = 10_000;

export interface SuperviseOptions extends Program {
  readonly name: string;
  /** Answers 200 once the process can work. */
  readonly healthUrl: string;
  readonly onLine: (line: string) => void;
}

/** A process that is started again, after growing pauses, whenever it ends by itself. */
export interface Supervised {
  /** Undefined while it is down. */
  pid(): number | undefined;
  start(): void;
  /** Resolves when it answers. @throws StartError with its last lines when it ended instead, the first time */
  ready(signal?: AbortSignal): Promise<void>;
  /** Sends a signal and returns when this run of it has ended; the next one follows by itself. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Ends it until it is started again. */
  stop(): Promise<void>;
}

/** Prepares a process; `start` starts it. */
export function supervise(options: SuperviseOptions): Supervised {
  const { name, healthUrl, onLine, logFile } = options;
  let child: ChildProcess | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopping = new AbortController();
  let everAnswered = false;
  let failure: Error | undefined;

  async function keepRunning(stop: AbortSignal): Promise<void> {
    const loggedBefore = await sizeOf(logFile);
    for (let failures = 0; !stop.aborted; failures += 1) {
      try {
        child = await startProgram(options);
      } catch (error) {
        if (!everAnswered) throw error;
        onLine(`${name} cannot be started: ${String(error)}; trying again`);
        await rest(failures, stop);
        continue;
      }
      if (await answersBeforeItEnds(child, loggedBefore, stop)) {
        everAnswered = true;
        failures = 0;
      }
      await ended(child);
      if (stop.aborted) return;
      if (!everAnswered) {
        const lines = await lastLines(logFile, loggedBefore, shownLines);
        throw new StartError(`${name} did not start (${endOf(child)}):\n${lines}`);
      }
      onLine(`${name} ended (${endOf(child)}) and is started again; its log: ${logFile}`);
      await rest(failures, stop);
    }
  }

  /** However long it takes: a process that lives may be migrating a large table or waiting for a busy machine. */
  async function answersBeforeItEnds(
    process: ChildProcess,
    loggedBefore: number,
    stop: AbortSignal,
  ): Promise<boolean> {
    const began = Date.now();
    let nextReport = began + reportInterval;
    while (!hasEnded(process)) {
      if (stop.aborted) await endProcess(process, stopLimit);
      else if (await answers(healthUrl)) return true;
      else await delay(pollInterval);
      if (Date.now() < nextReport || hasEnded(process)) continue;
      nextReport = Date.now() + reportInterval;
      const seconds = Math.round((Date.now() - began) / 1_000);
      const latest = await latestMessage(logFile, loggedBefore);
      onLine(`Waiting for ${name}, ${seconds} s so far${latest ? `; it says: ${latest}` : ''}`);
    }
    return false;
  }

  return {
    pid: () => (child && !hasEnded(child) ? child.pid : undefined),
    start() {
      stopping = new AbortController();
      running = keepRunning(stopping.signal).catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error(String(error));
      });
    },
    async ready(signal) {
      while (!failure && !(await answers(healthUrl))) {
        signal?.throwIfAborted();
        await delay(pollInterval);
      }
      if (failure) throw failure;
      // Whoever waits may see the first answer before the watch does, and a process that ends between them has run.
      everAnswered = true;
    },
    async kill(signal) {
      if (!child || hasEnded(child)) return;
      child.kill(signal);
      await ended(child);
    },
    async stop() {
      stopping.abort();
      if (child) await endProcess(child, stopLimit);
      await running;
    },
  };
}

async function rest(failures: number, stop: AbortSignal): Promise<void> {
  const pause = Math.min(firstPause * 2 ** failures, longestPause);
  await delay(pause, undefined, { signal: stop }).catch(() => undefined);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
