import {
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import type { JsonRecord } from '../json.ts';
import { checkVariables } from './check-variables.ts';
import {
  compileOperation,
  type CompiledOperation,
  type ExecutionInput,
  type ExecutionResult,
} from './compiled-operation.ts';
import { compileConditions, type ConditionReader } from './conditions.ts';
import { ClientOperation } from './operation.ts';

/** Combinations of conditions of one operation that are kept planned. */
const maxVariants = 16;

/** One operation of a document. For each combination of conditions and overrides that turns up it is planned once. */
export class PreparedOperation {
  readonly definition: OperationDefinitionNode;
  /** How many fields its document has: the memory that it takes grows with them. */
  readonly fields: number;
  readonly #graph: FederatedGraph;
  readonly #operation: ClientOperation;
  readonly #conditions: ConditionReader;
  readonly #variants = new Map<string, CompiledOperation>();

  constructor(graph: FederatedGraph, document: DocumentNode, operationName: string | undefined) {
    this.definition = definitionOf(document, operationName);
    this.fields = countFields(document);
    this.#graph = graph;
    this.#operation = new ClientOperation(graph.schema, document, this.definition);
    this.#conditions = compileConditions(document, this.definition);
  }

  /** What is wrong with a client's values; undefined when they fit. They are sent as they came. */
  checkVariables(variables: Readonly<JsonRecord> | undefined): readonly GraphQLError[] | undefined {
    return checkVariables(this.#graph.schema, this.definition, variables);
  }

  /**
   * Planned and compiled for the conditions of one request, from memory if possible.
   * @throws GraphQLError when it cannot be executed
   */
  compiledFor(variables: Readonly<JsonRecord> = {}): CompiledOperation {
    const draw = this.#graph.overrides.draw();
    const key = `${this.#conditions.keyOf(variables)} ${draw}`;
    const known = this.#variants.get(key);
    if (known) return known;
    const conditions = this.#conditions.read(variables);
    const overrides = this.#graph.overrides.conditionsOf(draw);
    const compiled = compileOperation(this.#graph, this.#operation, { conditions, overrides });
    const [oldest] = this.#variants.size < maxVariants ? [] : this.#variants.keys();
    if (oldest !== undefined) this.#variants.delete(oldest);
    this.#variants.set(key, compiled);
    return compiled;
  }

  async execute(input: ExecutionInput): Promise<ExecutionResult> {
    let compiled: CompiledOperation;
    try {
      compiled = this.compiledFor(input.variables ?? {});
    } catch (error) {
      if (error instanceof GraphQLError) return { data: null, errors: [error] };
      throw error;
    }
    return compiled.execute(input);
  }
}

function countFields(document: DocumentNode): number {
  let fields = 0;
  visit(document, { Field: () => void fields++ });
  return fields;
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
