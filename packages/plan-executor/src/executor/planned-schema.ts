import {
  operationFromDocument,
  Supergraph,
  type Schema,
  type SelectionSet,
} from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan, type QueryPlannerConfig } from '@apollo/query-planner';
import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { compilePlan, type CompiledOperation } from '../compile-plan.ts';
import type { JsonRecord } from '../json.ts';
import type { Refusal } from '../refusal.ts';
import { checkVariables } from './check-variables.ts';

/** One operation of a document, planned, and compiled unless that was refused. */
export interface PreparedOperation {
  readonly definition: OperationDefinitionNode;
  readonly queryPlan: QueryPlan;
  readonly compiled: CompiledOperation | Refusal;
  /** How many fields it selects: the memory that it takes grows with them. */
  readonly fields: number;
  /** What is wrong with a client's values; undefined when they fit. As in Apollo's gateway they are sent as they came. */
  checkVariables(variables: Readonly<JsonRecord> | undefined): readonly GraphQLError[] | undefined;
}

function definitionOf(
  document: DocumentNode,
  operationName: string | undefined,
): OperationDefinitionNode {
  const definition = document.definitions.find(
    (node) =>
      node.kind === Kind.OPERATION_DEFINITION &&
      (operationName === undefined || node.name?.value === operationName),
  );
  if (definition?.kind === Kind.OPERATION_DEFINITION) return definition;
  throw new GraphQLError(`Unknown operation named "${operationName ?? ''}".`);
}

/** What several places share is counted once, as it is kept once. */
function countFields(selectionSet: SelectionSet, counted = new Set<SelectionSet>()): number {
  if (counted.has(selectionSet)) return 0;
  counted.add(selectionSet);
  let fields = 0;
  for (const { kind, selectionSet: inner } of selectionSet.selections()) {
    if (kind === 'FieldSelection') fields += 1;
    if (inner) fields += countFields(inner, counted);
  }
  return fields;
}

/** A supergraph with its planner. */
export class PlannedSchema {
  /** What clients see. */
  readonly apiSchema: Schema;
  /** The same as graphql-js has it, for validation of requests. */
  readonly schema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;

  /** Throws when the supergraph is not one that Apollo's gateway would load. */
  constructor(supergraphSdl: string, plannerConfig?: QueryPlannerConfig) {
    const supergraph = Supergraph.build(supergraphSdl);
    this.apiSchema = supergraph.apiSchema();
    this.schema = this.apiSchema.toGraphQLJSSchema();
    this.supergraphSchema = supergraph.schema.toGraphQLJSSchema();
    this.#planner = new QueryPlanner(supergraph, plannerConfig);
  }

  /** Throws a GraphQLError for an operation that is unknown or can't be planned. */
  prepare(document: DocumentNode, operationName: string | undefined): PreparedOperation {
    const definition = definitionOf(document, operationName);
    const name = operationName === undefined ? {} : { operationName };
    const operation = operationFromDocument(this.apiSchema, document, name);
    const queryPlan = this.#planner.buildQueryPlan(operation);
    const { schema, supergraphSchema } = this;
    return {
      definition,
      queryPlan,
      compiled: compilePlan({ operation, queryPlan, supergraphSchema }),
      fields: countFields(operation.selectionSet),
      checkVariables: (variables) => checkVariables(schema, definition, variables),
    };
  }
}
