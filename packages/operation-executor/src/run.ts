import type { GraphQLError, GraphQLResolveInfo, ResponsePath } from 'graphql';
import type { FieldPlan, Source } from './plan.ts';

type Values = Record<string, unknown>;

/** One execution of an operation. */
export class Run {
  readonly source: Source;
  readonly context: unknown;
  readonly variables: Values;
  readonly errors: GraphQLError[] = [];
  /** Arguments of fields that occur on many objects. */
  readonly arguments = new Map<FieldPlan, Values>();
  readonly #nulled = new Set<ResponsePath | undefined>();

  constructor(source: Source, context: unknown, variables: Values) {
    this.source = source;
    this.context = context;
    this.variables = variables;
  }

  /** Notes an error that has made a place null, unless something above that place is null already. */
  note(error: GraphQLError, path: ResponsePath | undefined): void {
    for (let above = path; above !== undefined; above = above.prev)
      if (this.#nulled.has(above)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.errors.push(error);
  }

  infoOf(field: FieldPlan, path: ResponsePath): GraphQLResolveInfo {
    const { schema, fragments, operation } = this.source;
    return {
      fieldName: field.name,
      fieldNodes: field.nodes,
      returnType: field.definition.type,
      parentType: field.parentType,
      path,
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues: this.variables,
    };
  }
}
