import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { clientNamed, recordedForm, type RecordedOperation } from '@customer-graph/usage';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { CountsOfDay, usageBounds } from './counts-of-day.ts';
import type { UsageTarget } from './usage-target.ts';

/** A request whose operation was executed. */
export interface ExecutedRequest {
  /** The same object for the same operation of the same schema. */
  readonly key: object;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Whether the manifest of persisted documents holds it. */
  readonly trusted: boolean;
  readonly headers: IncomingHttpHeaders;
}

export interface UsageRecorder {
  /** Counts a request that was executed; never throws and never waits. */
  count(request: ExecutedRequest): void;
  /** Writes what is not written yet, within a bounded time. */
  stop(): Promise<void>;
}

export interface UsageOptions {
  readonly graph: string;
  /** Milliseconds between two writes. */
  readonly interval: number;
  readonly target: UsageTarget;
  readonly schema: () => GraphQLSchema;
  readonly log: Pick<Logger, 'warn'>;
  readonly onWrite: (result: 'written' | 'failed') => void;
  readonly onOverflow: (what: 'operation' | 'client') => void;
}

/** Days that a broken target may owe; older ones are lost. */
const maxUnwritten = 3;
/** Milliseconds for the last write. Orchestrators wait ten seconds for everything. */
const stopTimeout = 1_500;

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const nextDay = (time: number): number => new Date(time).setUTCHours(24, 0, 0, 0);

/** Counts executed operations by client and day, and writes them at an interval. */
export function createUsageRecorder(options: UsageOptions): UsageRecorder {
  const { graph, interval, target, log } = options;
  const instance = randomUUID();
  const forms = new WeakMap<object, RecordedOperation | 'not counted'>();
  const begin = (since: number) =>
    new CountsOfDay({ graph, instance, day: dayOf(since) }, since, usageBounds);
  const days = [begin(Date.now())];
  let ends = nextDay(Date.now());
  let writing: Promise<void> | undefined;

  function today(now: number): CountsOfDay {
    let current = days.at(-1);
    if (!current || now >= ends) {
      current = begin(new Date(now).setUTCHours(0, 0, 0, 0));
      ends = nextDay(now);
      days.push(current);
      if (days.length > maxUnwritten) days.shift();
    }
    return current;
  }

  function formOf({
    key,
    document,
    operationName,
  }: ExecutedRequest): RecordedOperation | 'not counted' {
    const known = forms.get(key);
    if (known) return known;
    const form = recordedForm(document, operationName, options.schema()) ?? 'not counted';
    forms.set(key, form);
    return form;
  }

  async function writeAll(): Promise<void> {
    const now = Date.now();
    const last = today(now);
    for (const day of [...days]) {
      const snapshot = day.snapshot(now, target.takesChanges);
      try {
        if (snapshot) {
          await target.write(snapshot.day);
          snapshot.written();
          options.onWrite('written');
        }
        if (day !== last) days.splice(days.indexOf(day), 1);
      } catch (error) {
        day.keep();
        options.onWrite('failed');
        log.warn({ cause: causeOf(error) }, 'usage not written');
        return;
      }
    }
  }

  const write = () =>
    (writing ??= writeAll().finally(() => {
      writing = undefined;
    }));
  const timer = setInterval(() => void write(), interval).unref();
  // Says that it counts, also while nobody calls.
  void write();

  return {
    count(request) {
      try {
        const form = formOf(request);
        if (form === 'not counted') return;
        const now = Date.now();
        const overflow = today(now).count(form, {
          client: clientOf(request.headers),
          trusted: request.trusted,
          now,
        });
        if (overflow) options.onOverflow(overflow);
      } catch (error) {
        log.warn({ cause: causeOf(error) }, 'request not counted');
      }
    },
    async stop() {
      clearInterval(timer);
      const written = (async () => {
        await writing;
        await write();
        await target.close();
      })();
      const late = new AbortController();
      const limit = delay(stopTimeout, undefined, { signal: late.signal });
      await Promise.race([written, limit]).catch(() => undefined);
      late.abort();
    },
  };
}

function clientOf(headers: IncomingHttpHeaders) {
  return clientNamed(
    textOf(headers['apollographql-client-name'] ?? headers['graphql-client-name']),
    textOf(headers['apollographql-client-version'] ?? headers['graphql-client-version']),
  );
}

const textOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The kind of a fault; its message could tell an address or a text. */
const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
};
