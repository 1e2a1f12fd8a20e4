import { signatureHeader, signCall } from '@customer-graph/trust';
import { context, propagation } from '@opentelemetry/api';
import { errors, Pool } from 'undici';
import { noAnswer, readAnswer, type Asked, type SubgraphAnswer } from './answer.ts';
import { createBreaker, type Breaker, type BreakerState } from './breaker.ts';
import { exchange, ExchangeTimeoutError, type HttpAnswer } from './exchange.ts';
import { headersFor, headersFrom, type Forwarding, type HeaderValues } from './forwarding.ts';
import type { TrafficShaping } from './traffic-shaping.ts';
import { createBulkhead } from './bulkhead.ts';

/** One call to one subgraph. */
interface SubgraphCall {
  /** JSON text of the GraphQL request. */
  readonly body: string;
  readonly kind: 'query' | 'mutation';
  /** Of the caller's request; those that the subgraph is not to be sent are left out. */
  readonly headers: HeaderValues;
  readonly asked: Asked;
  /** Point in time (`Date.now()`) after which nobody waits for the answer any more. */
  readonly deadline?: number;
}

export interface SubgraphClient {
  readonly name: string;
  readonly url: string;
  readonly breakerState: BreakerState;
  /** Never throws: a subgraph that cannot be used answers with `data: null` and one error that names it. */
  call(call: SubgraphCall): Promise<SubgraphAnswer>;
  /** Whether the subgraph answers at all. */
  ping(): Promise<boolean>;
  /** Lets running calls finish, then closes the connections. */
  close(): Promise<void>;
  /** Ends running calls, and closes the connections. */
  abort(): void;
}

type CallOutcome = 'ok' | 'errors' | 'timeout' | 'refused' | 'failed';

/** What is worth knowing of each call, apart from its content. */
export interface CallReport {
  readonly service: string;
  readonly outcome: CallOutcome;
  /** Milliseconds, all tries together. */
  readonly duration: number;
  readonly tries: number;
  /** Why the subgraph could not be used; for logs only. */
  readonly cause?: unknown;
}

export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly traffic: TrafficShaping;
  readonly forwarding: Forwarding;
  readonly onCall?: (report: CallReport) => void;
  readonly onBreaker?: (service: string, state: BreakerState) => void;
}

type Report = (outcome: Omit<CallReport, 'service' | 'duration'>) => void;

/** Of a probe while nobody is let through: the sooner it fails, the sooner the next one is sent. */
const pingTimeout = 500;
/** Connections beside those of the calls, so that probes get through however busy callers keep the others. */
const ownConnections = 2;

/** A keep-alive pool of connections to one subgraph, behind a bound, a breaker and deadlines. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, url, secret, traffic, forwarding } = options;
  const source = { name, ...forwarding };
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: traffic.maxConcurrency + ownConnections,
    pipelining: 1,
    connect: { timeout: traffic.connectTimeout },
    headersTimeout: traffic.headersTimeout,
    bodyTimeout: traffic.bodyTimeout,
    maxResponseSize: traffic.maxResponseSize,
  });
  const bulkhead = createBulkhead(traffic.maxConcurrency, traffic.maxQueue);
  const breaker: Breaker = createBreaker({
    threshold: traffic.breakerThreshold,
    probeInterval: traffic.probeInterval,
    // Whoever asks for much can make the process slow, so as long as calls are let through it has all of their time.
    probe: () => ping(breaker.state === 'open' ? pingTimeout : traffic.timeout),
    onChange: (state) => options.onBreaker?.(name, state),
  });

  function send(body: string, values: HeaderValues, timeout: number): Promise<HttpAnswer> {
    const headers = headersFor(forwarding, values);
    const call = { service: name, path, headers, body };
    headers[signatureHeader] = signCall(secret, 'gateway', call);
    headers['content-type'] = 'application/json';
    headers['accept'] = 'application/graphql-response+json, application/json';
    propagation.inject(context.active(), headers);
    return exchange(pool, { path, headers, body }, timeout);
  }

  async function ping(timeout = pingTimeout): Promise<boolean> {
    try {
      readAnswer(source, await send('{"query":"{__typename}"}', {}, timeout));
      return true;
    } catch {
      return false;
    }
  }

  async function attempt(call: SubgraphCall, ownDeadline: number, report: Report) {
    const deadline = Math.min(ownDeadline, call.deadline ?? ownDeadline);
    const tries = call.kind === 'query' ? traffic.queryTries : 1;
    for (let count = 1; ; count += 1) {
      const left = deadline - Date.now();
      if (left <= 0) return fail('timeout', count - 1);
      try {
        const received = await send(call.body, call.headers, left);
        const answer = readAnswer(source, received, call.asked);
        breaker.succeeded();
        report({ outcome: answer.errors ? 'errors' : 'ok', tries: count });
        const headers = headersFrom(forwarding, received.headers);
        return headers ? { ...answer, headers } : answer;
      } catch (cause) {
        if (isTimeout(cause)) return fail('timeout', count, cause);
        if (count >= tries || isTooLarge(cause)) return fail('failed', count, cause);
      }
    }

    function fail(outcome: 'timeout' | 'failed', count: number, cause?: unknown): SubgraphAnswer {
      if (count > 0) breaker.failed();
      report({ outcome, tries: count, cause });
      const code = outcome === 'timeout' ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
      return noAnswer(name, code, call.asked);
    }
  }

  return {
    name,
    url,
    get breakerState() {
      return breaker.state;
    },
    async call(call) {
      const startedAt = performance.now();
      const ownDeadline = Date.now() + traffic.timeout;
      const report: Report = (outcome) =>
        options.onCall?.({ service: name, duration: performance.now() - startedAt, ...outcome });
      const refused = () => {
        report({ outcome: 'refused', tries: 0 });
        return noAnswer(name, 'SUBGRAPH_UNAVAILABLE', call.asked);
      };
      if (breaker.state === 'open') return refused();
      const admitted = bulkhead.enter();
      if (admitted !== true && !(await admitted)) return refused();
      try {
        return await attempt(call, ownDeadline, report);
      } finally {
        bulkhead.leave();
      }
    },
    ping: () => ping(),
    async close() {
      breaker.stop();
      if (!pool.destroyed) await pool.close();
    },
    abort() {
      breaker.stop();
      void pool.destroy();
    },
  };
}

const isTooLarge = (error: unknown) => error instanceof errors.ResponseExceededMaxSizeError;

function isTimeout(error: unknown): boolean {
  return (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError ||
    error instanceof ExchangeTimeoutError
  );
}
