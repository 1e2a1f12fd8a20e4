import type { GraphQLError } from 'graphql';
import type { Variables } from '../limits/cost.ts';
import { LimitExceededError } from '../limits/limits.ts';
import type { Executed, Operation } from '../operations/operation.ts';
import type { CallContext } from './call-context.ts';
import type { Execute } from './execution.ts';

/** An operation with one request's values, within the limits. It stays with the graph that the request began with. */
export class AdmittedOperation {
  readonly operation: Operation;
  readonly variables: Variables;
  readonly cost: number;
  /** What is wrong with the values; undefined when they fit. */
  readonly faults: readonly GraphQLError[] | undefined;
  readonly #execute: Execute;

  /** @throws LimitExceededError, ListSizeError or SlicingError */
  constructor(
    operation: Operation,
    variables: Variables,
    { maxCost, execute }: { readonly maxCost: number; readonly execute: Execute },
  ) {
    this.operation = operation;
    this.variables = variables;
    this.cost = operation.cost(variables);
    if (this.cost > maxCost) throw new LimitExceededError('cost', maxCost);
    this.faults = operation.executable.checkVariables(variables);
    this.#execute = execute;
  }

  /** Only when the values fit. */
  execute(call: CallContext): Promise<Executed> {
    return this.#execute(this.operation, this.variables, call);
  }
}
