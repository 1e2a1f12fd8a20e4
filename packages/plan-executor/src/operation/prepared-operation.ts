import { GraphQLError, Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import type { JsonRecord } from '../json.ts';
import { UnsupportedOperationError } from '../refusal.ts';
import { checkVariables } from './check-variables.ts';
import {
  compileOperation,
  type CompiledOperation,
  type ExecutionInput,
  type ExecutionResult,
} from './compiled-operation.ts';
import { compileConditions, type ConditionReader } from './conditions.ts';
import { documentBytes } from './memory.ts';
import { ClientOperation } from './operation.ts';

/** Combinations of conditions of one operation that are kept planned. */
const maxVariants = 16;
/** What the reason takes why a variant cannot be executed. */
const refusalBytes = 2_000;

/** One operation of a document. For each combination of conditions and overrides that turns up it is planned once. */
export class PreparedOperation {
  readonly definition: OperationDefinitionNode;
  readonly #graph: FederatedGraph;
  readonly #operation: ClientOperation;
  readonly #conditions: ConditionReader;
  readonly #variants = new Map<string, CompiledOperation | GraphQLError>();
  readonly #documentBytes: number;
  #plans = 0;

  constructor(graph: FederatedGraph, document: DocumentNode, operationName: string | undefined) {
    this.definition = definitionOf(document, operationName);
    this.#documentBytes = documentBytes(document);
    this.#graph = graph;
    this.#operation = new ClientOperation(graph.schema, document, this.definition);
    this.#conditions = compileConditions(document, this.definition);
  }

  /** How often it has been planned. */
  get plans(): number {
    return this.#plans;
  }

  /** An estimate of what it takes on the heap, its document and all its variants together. */
  get bytes(): number {
    let bytes = this.#documentBytes;
    for (const variant of this.#variants.values())
      bytes += variant instanceof GraphQLError ? refusalBytes : variant.bytes;
    return bytes;
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
    const variant = this.#variants.get(key) ?? this.#keep(key, this.#compile(variables, draw));
    if (variant instanceof GraphQLError) throw variant;
    return variant;
  }

  #compile(variables: Readonly<JsonRecord>, draw: string): CompiledOperation | GraphQLError {
    this.#plans += 1;
    const conditions = this.#conditions.read(variables);
    const overrides = this.#graph.overrides.conditionsOf(draw);
    try {
      return compileOperation(this.#graph, this.#operation, { conditions, overrides });
    } catch (error) {
      return error instanceof GraphQLError
        ? error
        : UnsupportedOperationError.because('it cannot be compiled', error);
    }
  }

  #keep(key: string, variant: CompiledOperation | GraphQLError) {
    const [oldest] = this.#variants.size < maxVariants ? [] : this.#variants.keys();
    if (oldest !== undefined) this.#variants.delete(oldest);
    this.#variants.set(key, variant);
    return variant;
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
