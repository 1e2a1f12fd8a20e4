import type { SubgraphAnswer } from '../subgraph/answer.ts';
import type { HeaderValues } from '../subgraph/forwarding.ts';
import type { OperationRecord } from '../telemetry/operation-record.ts';

/** What the execution of one operation knows about its request. */
export class CallContext {
  /** What subgraphs may be sent of the request; nothing else of what the client sent is. */
  readonly headers: HeaderValues;
  /** Point in time (`Date.now()`) at which the answer is due. */
  readonly deadline: number;
  readonly record: OperationRecord;
  private refusals = 0;
  private calls = 0;
  private received: Record<string, string[]> = {};

  constructor(headers: HeaderValues, deadline: number, record: OperationRecord) {
    this.headers = headers;
    this.deadline = deadline;
    this.record = record;
  }

  /** Notes what concerns the response as a whole. */
  note({ refused, headers }: SubgraphAnswer): void {
    this.calls += 1;
    if (refused) this.refusals += 1;
    for (const [name, values] of Object.entries(headers ?? {}))
      (this.received[name] ??= []).push(...values);
  }

  /** Headers of subgraphs' responses that the client is sent, those of all calls together. */
  get responseHeaders(): Record<string, string[]> {
    return this.received;
  }

  /** No subgraph takes the token, so that nothing at all was executed. */
  get refused(): boolean {
    return this.calls > 0 && this.refusals === this.calls;
  }
}
