import type { SignedHeaderValues } from '@customer-graph/trust';
import type { OperationRecord } from '../telemetry/operation-record.ts';

/** What the execution of one operation knows about its request. */
export class CallContext {
  /** Forwarded to every subgraph; nothing else of what the client sent is. */
  readonly headers: SignedHeaderValues;
  /** Point in time (`Date.now()`) at which the answer is due. */
  readonly deadline: number;
  readonly record: OperationRecord;

  constructor(headers: SignedHeaderValues, deadline: number, record: OperationRecord) {
    this.headers = headers;
    this.deadline = deadline;
    this.record = record;
  }
}

/** Apollo Server's context value. */
export interface GatewayContext extends Record<string, unknown> {
  readonly call: CallContext;
}
