import { buildOperationContext, executeQueryPlan, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import {
  checkVariables,
  documentBytes,
  planBytes,
  UnsupportedOperationError,
  type ExecutionInput,
  type FederatedGraph,
} from '@customer-graph/plan-executor';
import { execute, GraphQLError, Kind, type DocumentNode } from 'graphql';
import type { Variables } from '../limits/cost.ts';
import type { Executable, Executed } from '../operations/operation.ts';
import { dataSource, requestOf } from './apollo-services.ts';
import { fetchesOf, type Fetches } from './planned-fetches.ts';

interface Planned {
  readonly plan: QueryPlan;
  readonly fetches: Fetches;
}
type OperationContext = ReturnType<typeof buildOperationContext>;

/** An operation that is planned once and executed by Apollo's executor, for whoever wants to compare. */
export class ApolloOperation implements Executable {
  readonly #graph: FederatedGraph;
  readonly #document: DocumentNode;
  readonly #context: OperationContext;
  readonly #documentBytes: number;
  #planned: Planned | GraphQLError | undefined;
  plans = 0;

  constructor(graph: FederatedGraph, document: DocumentNode, operationName: string | undefined) {
    this.#graph = graph;
    this.#document = document;
    this.#documentBytes = documentBytes(document);
    this.#context = buildOperationContext({
      schema: graph.schema,
      operationDocument: document,
      ...(operationName !== undefined && { operationName }),
    });
  }

  get bytes(): number {
    const planned = this.#planned;
    const isPlanned = planned !== undefined && !(planned instanceof GraphQLError);
    return this.#documentBytes + (isPlanned ? planBytes(planned.plan) : 0);
  }

  checkVariables(variables: Variables): readonly GraphQLError[] | undefined {
    return checkVariables(this.#graph.schema, this.#context.operation, variables);
  }

  compiledFor(): Planned {
    this.#planned ??= this.#plan();
    if (this.#planned instanceof GraphQLError) throw this.#planned;
    return this.#planned;
  }

  #plan(): Planned | GraphQLError {
    this.plans += 1;
    try {
      const operation = this.#context.operation;
      const fragments = Object.values(this.#context.fragments);
      const definitions = [operation, ...fragments];
      // Labels of @override are left off, as Apollo's executor leaves them.
      const plan = this.#graph.plan({ kind: Kind.DOCUMENT, definitions }, new Map());
      return { plan, fetches: fetchesOf(this.#graph, plan) };
    } catch (error) {
      return error instanceof GraphQLError
        ? error
        : UnsupportedOperationError.because('no plan can be made for it', error);
    }
  }

  async execute({ variables, fetch }: ExecutionInput): Promise<Executed> {
    const values = { ...variables };
    if (this.#isAboutSchema()) return this.#introspect(values);
    let planned: Planned;
    try {
      planned = this.compiledFor();
    } catch (error) {
      if (error instanceof GraphQLError) return { data: null, errors: [error] };
      throw error;
    }
    const { plan, fetches } = planned;
    const services: ServiceMap = {};
    for (const [name, templates] of fetches) services[name] = dataSource(templates, fetch);
    return executeQueryPlan(
      plan,
      services,
      requestOf(values),
      this.#context,
      this.#graph.supergraphSchema,
      this.#graph.apiSchema,
    );
  }

  /** The planner does not know all fields that the specification's introspection has by now. */
  #isAboutSchema(): boolean {
    return this.#context.operation.selectionSet.selections.every(
      (selection) =>
        selection.kind === Kind.FIELD &&
        ['__schema', '__type', '__typename'].includes(selection.name.value),
    );
  }

  async #introspect(variableValues: Record<string, unknown>): Promise<Executed> {
    const operationName = this.#context.operation.name?.value;
    const { schema } = this.#graph;
    return execute({ schema, document: this.#document, variableValues, operationName });
  }
}
