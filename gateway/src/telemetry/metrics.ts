import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BreakerState } from '../subgraph/breaker.ts';
import type { CallReport } from '../subgraph/subgraph-client.ts';
import type { OperationRecord } from './operation-record.ts';

export interface Metrics {
  /** In Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
  /** @param duration milliseconds */
  request(record: OperationRecord, status: number, duration: number): void;
  subgraphCall(report: CallReport): void;
  breaker(service: string, state: BreakerState): void;
  reload(result: 'loaded' | 'refused'): void;
  plan(result: 'hit' | 'miss'): void;
  usageWrite(result: 'written' | 'failed'): void;
  usageOverflow(what: 'operation' | 'client'): void;
  stop(): void;
}

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
// Clients choose operation names: without a bound, a client could fill the memory with time series.
const maxOperations = 200;
const breakerValues: Record<BreakerState, number> = { closed: 0, open: 1 };

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'gateway_requests_total',
    help: 'GraphQL requests by HTTP status and whether the response has errors',
    labelNames: ['operation', 'kind', 'status', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'gateway_request_duration_seconds',
    help: 'Time from the arrival of a GraphQL request to the end of its response',
    labelNames: ['operation'],
    buckets,
    registers,
  });
  const errors = new Counter({
    name: 'gateway_errors_total',
    help: 'Errors in responses by code and, where known, subgraph',
    labelNames: ['code', 'service'],
    registers,
  });
  const calls = new Counter({
    name: 'gateway_subgraph_calls_total',
    help: 'Calls to subgraphs by outcome',
    labelNames: ['service', 'outcome'],
    registers,
  });
  const retries = new Counter({
    name: 'gateway_subgraph_retries_total',
    help: 'Retries of calls to subgraphs',
    labelNames: ['service'],
    registers,
  });
  const callDurations = new Histogram({
    name: 'gateway_subgraph_call_duration_seconds',
    help: 'Duration of calls to subgraphs, including retries',
    labelNames: ['service'],
    buckets,
    registers,
  });
  const breakers = new Gauge({
    name: 'gateway_subgraph_breaker_state',
    help: '0 closed, 1 open: calls are refused at once',
    labelNames: ['service'],
    registers,
  });
  const reloads = new Counter({
    name: 'gateway_supergraph_reloads_total',
    help: 'Supergraph reloads by outcome',
    labelNames: ['result'],
    registers,
  });
  const plans = new Counter({
    name: 'gateway_query_plan_cache_total',
    help: 'Looks for a query plan in the cache',
    labelNames: ['result'],
    registers,
  });
  const usageWrites = new Counter({
    name: 'gateway_usage_writes_total',
    help: 'Writes of usage counts by how they ended',
    labelNames: ['result'],
    registers,
  });
  const usageOverflows = new Counter({
    name: 'gateway_usage_overflows_total',
    help: 'Requests whose operation or client was beyond the bounds of the day',
    labelNames: ['what'],
    registers,
  });

  const operations = new Set<string>();
  const labelOf = (name: string) => {
    if (operations.has(name)) return name;
    if (operations.size >= maxOperations) return 'other';
    operations.add(name);
    return name;
  };

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request(record, status, duration) {
      const operation = record.kind ? labelOf(record.name ?? 'anonymous') : 'refused';
      const outcome = record.errors.length > 0 ? 'errors' : 'ok';
      requests.inc({ operation, kind: record.kind ?? 'none', status, outcome });
      durations.observe({ operation }, duration / 1_000);
      for (const { code, service = '' } of record.errors) errors.inc({ code, service });
    },
    subgraphCall({ service, outcome, tries, duration }) {
      calls.inc({ service, outcome });
      if (tries > 1) retries.inc({ service }, tries - 1);
      if (tries > 0) callDurations.observe({ service }, duration / 1_000);
    },
    breaker: (service, state) => breakers.set({ service }, breakerValues[state]),
    reload: (result) => reloads.inc({ result }),
    plan: (result) => plans.inc({ result }),
    usageWrite: (result) => usageWrites.inc({ result }),
    usageOverflow: (what) => usageOverflows.inc({ what }),
    stop: () => registry.clear(),
  };
}
