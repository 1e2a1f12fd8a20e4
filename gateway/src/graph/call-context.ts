import type { SignedHeaderValues } from '@customer-graph/trust';

/** What the execution of one operation knows about its request. */
export class CallContext {
  /** Forwarded to every subgraph; nothing else of what the client sent is. */
  readonly headers: SignedHeaderValues;
  /** Point in time (`Date.now()`) at which the answer is due. */
  readonly deadline: number;
  /** The operation's cost as `limits/cost.ts` counts it. */
  readonly cost: number;

  constructor(headers: SignedHeaderValues, deadline: number, cost: number) {
    this.headers = headers;
    this.deadline = deadline;
    this.cost = cost;
  }
}

/** Apollo Server's context value. */
export interface GatewayContext extends Record<string, unknown> {
  readonly call: CallContext;
}
