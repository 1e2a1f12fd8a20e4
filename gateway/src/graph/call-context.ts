import type { SignedHeaderValues } from '@customer-graph/trust';
import type { AdmittedOperation } from '../limits/admission.ts';
import type { OperationRecord } from '../telemetry/operation-record.ts';

/** What the execution of one operation knows about its request. */
export class CallContext {
  /** Forwarded to every subgraph; nothing else of what the client sent is. */
  readonly headers: SignedHeaderValues;
  /** Point in time (`Date.now()`) at which the answer is due. */
  readonly deadline: number;
  readonly record: OperationRecord;
  readonly operation: AdmittedOperation | undefined;

  constructor(
    headers: SignedHeaderValues,
    deadline: number,
    record: OperationRecord,
    operation: AdmittedOperation | undefined,
  ) {
    this.headers = headers;
    this.deadline = deadline;
    this.record = record;
    this.operation = operation;
  }
}

/** Apollo Server's context value. */
export interface GatewayContext extends Record<string, unknown> {
  readonly call: CallContext;
}

/** The call of a context value that went through code which knows nothing of it. */
export function callOf(context: Readonly<Record<string, unknown>>): CallContext {
  const { call } = context;
  if (call instanceof CallContext) return call;
  throw new Error('the context value is not one of a call');
}
