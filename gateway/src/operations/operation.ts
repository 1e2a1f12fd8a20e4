import type { QueryPlan } from '@apollo/query-planner';
import type { ExecutionInput } from '@customer-graph/plan-executor';
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from 'graphql';
import type { Cost, Variables } from '../limits/cost.ts';

/** The result of an operation; without data where one server would not begin to execute. */
export interface Executed {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What plans an operation when it is first executed, and executes it any number of times. */
export interface Executable {
  /** How often it has been planned. */
  readonly plans: number;
  /** An estimate of what it takes on the heap, its document included. */
  readonly bytes: number;
  /** What is wrong with a client's values; undefined when they fit. */
  checkVariables(variables: Variables): readonly GraphQLError[] | undefined;
  /** @throws GraphQLError when it cannot be executed */
  compiledFor(variables: Variables): { readonly plan: QueryPlan };
  execute(input: ExecutionInput): Promise<Executed>;
}

/** All that is known of one valid operation of a document, for one graph. Nothing else remembers a part of it. */
export interface Operation {
  /** Under which it is kept. */
  readonly key: string;
  /** The document's. */
  readonly text: string;
  /** SHA-256 of the text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly cost: Cost;
  /** Its plans, compiled, with the shapes of what they fetch. */
  readonly executable: Executable;
}
