import {
  signatureHeader,
  signCall,
  signedHeaders,
  type SignedHeaderValues,
} from '@customer-graph/trust';
import { context, propagation } from '@opentelemetry/api';
import { errors, Pool } from 'undici';
import type { AcceptsData } from './answer-shape.ts';
import { readAnswer, type SubgraphAnswer } from './answer.ts';
import { createBreaker, type Breaker, type BreakerState } from './breaker.ts';
import { exchange, ExchangeTimeoutError } from './exchange.ts';
import type { TrafficShaping } from './traffic-shaping.ts';
import { createTurnstile } from './turnstile.ts';

/** One call to one subgraph. */
interface SubgraphCall {
  /** JSON text of the GraphQL request. */
  readonly body: string;
  readonly kind: 'query' | 'mutation';
  readonly headers: SignedHeaderValues;
  /** How many elements `_entities` must have; undefined when the call does not ask for entities. */
  readonly entities?: number;
  /** Whether the answer's data has the shape that the operation asks for, see `compileAnswerShape`. */
  readonly accepts?: AcceptsData;
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
  readonly onCall?: (report: CallReport) => void;
  readonly onBreaker?: (service: string, state: BreakerState) => void;
}

type Report = (outcome: Omit<CallReport, 'service' | 'duration'>) => void;

const pingTimeout = 500;

/** A keep-alive pool of connections to one subgraph, behind a bound, a breaker and deadlines. */
export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const { name, url, secret, traffic } = options;
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: traffic.maxConcurrency,
    pipelining: 1,
    connect: { timeout: traffic.connectTimeout },
    headersTimeout: traffic.headersTimeout,
    bodyTimeout: traffic.bodyTimeout,
    maxResponseSize: traffic.maxResponseSize,
  });
  const turnstile = createTurnstile(traffic.maxConcurrency, traffic.maxQueue);
  const breaker: Breaker = createBreaker({
    threshold: traffic.breakerThreshold,
    probeInterval: traffic.probeInterval,
    probe: ping,
    onChange: (state) => options.onBreaker?.(name, state),
  });

  async function send(body: string, values: SignedHeaderValues, timeout: number): Promise<string> {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      [signatureHeader]: signCall(secret, 'gateway', {
        service: name,
        path,
        headers: values,
        body,
      }),
    };
    for (const header of signedHeaders) {
      const value = values[header];
      if (value !== undefined) headers[header] = value;
    }
    propagation.inject(context.active(), headers);
    const { status, text } = await exchange(pool, { path, headers, body }, timeout);
    if (status >= 500) throw new UnusableAnswerError(`status ${status}`);
    return text;
  }

  async function ping(): Promise<boolean> {
    try {
      const text = await send(
        '{"query":"{__typename}"}',
        {},
        Math.min(pingTimeout, traffic.timeout),
      );
      return readAnswer(name, text).data !== null;
    } catch {
      return false;
    }
  }

  async function attempt(call: SubgraphCall, ownDeadline: number, report: Report) {
    const isCutShort = call.deadline !== undefined && call.deadline < ownDeadline;
    const deadline = isCutShort ? call.deadline : ownDeadline;
    const tries = call.kind === 'query' ? traffic.queryTries : 1;
    for (let count = 1; ; count += 1) {
      const left = deadline - Date.now();
      if (left <= 0) return fail('timeout', count - 1);
      try {
        const text = await send(call.body, call.headers, left);
        const answer = readAnswer(name, text, call.entities, call.accepts);
        breaker.succeeded();
        report({ outcome: answer.errors ? 'errors' : 'ok', tries: count });
        return answer;
      } catch (cause) {
        if (isTimeout(cause)) return fail('timeout', count, cause);
        if (count >= tries || isTooLarge(cause)) return fail('failed', count, cause);
      }
    }

    function fail(outcome: 'timeout' | 'failed', count: number, cause?: unknown): SubgraphAnswer {
      // What is the caller's doing does not count, so that callers cannot shut a module off for others: an answer that is
      // too large, and a request whose time other modules used up.
      const outOfTime = isCutShort && count === 1 && cause instanceof ExchangeTimeoutError;
      if (count > 0 && !isTooLarge(cause) && !outOfTime) breaker.failed();
      else breaker.abandoned();
      report({ outcome, tries: count, cause });
      return unusable(name, outcome === 'timeout' ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE');
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
        return unusable(name, 'SUBGRAPH_UNAVAILABLE');
      };
      if (!breaker.admit()) return refused();
      const admitted = turnstile.enter();
      if (admitted !== true && !(await admitted)) {
        breaker.abandoned();
        return refused();
      }
      try {
        return await attempt(call, ownDeadline, report);
      } finally {
        turnstile.leave();
      }
    },
    ping,
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

class UnusableAnswerError extends Error {
  override readonly name = 'UnusableAnswerError';
}

function unusable(
  service: string,
  code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT',
): SubgraphAnswer {
  const message =
    code === 'SUBGRAPH_TIMEOUT'
      ? `The module ${service} did not answer in time`
      : `The module ${service} is not available`;
  return { data: null, errors: [{ message, extensions: { code, service } }] };
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
