import {
  astFromValue,
  buildSchema,
  execute,
  getNamedType,
  isLeafType,
  Kind,
  parse,
  print,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Place, Step, SubgraphReader } from './subgraph-reader.ts';

export interface ModuleContract {
  readonly name: string;
  readonly sdl: string;
}

/** An object of the monolith: where a module has it, and of which type it is. */
interface Located extends Place {
  readonly __typename: string;
}

/** By `Type.field`, the modules whose contracts have it. */
function ownersIn(contracts: readonly ModuleContract[]): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { name, sdl } of contracts)
    for (const definition of parse(sdl, { noLocation: true }).definitions) {
      if (
        definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
        definition.kind !== Kind.OBJECT_TYPE_EXTENSION
      )
        continue;
      for (const field of definition.fields ?? []) {
        const coordinate = `${definition.name.value}.${field.name.value}`;
        owners.set(coordinate, [...(owners.get(coordinate) ?? []), name]);
      }
    }
  return owners;
}

/**
 * One server under graphql-js for the whole API. Each field is read on its own, from the module whose contract has it, so that
 * it shares neither plans nor fetches, nor merging, nor completion with the gateway.
 */
export class Monolith {
  readonly schema: GraphQLSchema;
  readonly #owners: ReadonlyMap<string, readonly string[]>;

  constructor(api: string, contracts: readonly ModuleContract[]) {
    this.schema = buildSchema(api);
    this.#owners = ownersIn(contracts);
  }

  async execute(
    document: DocumentNode,
    variableValues: Readonly<Record<string, unknown>>,
    reader: SubgraphReader,
  ): Promise<ExecutionResult> {
    return execute({
      schema: this.schema,
      document,
      variableValues,
      contextValue: reader,
      typeResolver: ({ __typename }: Located) => __typename,
      fieldResolver: (
        source: Located | undefined,
        args: Record<string, unknown>,
        context: SubgraphReader,
        info,
      ) => this.#resolve(source, stepOf(args, info), context, info),
    });
  }

  async #resolve(
    source: Located | undefined,
    step: Step,
    reader: SubgraphReader,
    { returnType, parentType }: GraphQLResolveInfo,
  ): Promise<unknown> {
    const start = await this.#startFor(source, parentType, step, reader);
    const place: Place = { ...start, steps: [...start.steps, step] };
    const isLeaf = isLeafType(getNamedType(returnType));
    const value = await reader.read(place, isLeaf);
    return isLeaf ? value : located(value, start, step);
  }

  /** The object itself where its module has the field; else the entity in the module that has. */
  async #startFor(
    source: Located | undefined,
    { name }: GraphQLObjectType,
    step: Step,
    reader: SubgraphReader,
  ): Promise<Place> {
    const owners = this.#owners.get(`${name}.${step.name}`) ?? [];
    const [owner] = owners;
    if (owner === undefined) throw new Error(`No module has ${name}.${step.name}`);
    if (source === undefined) return { module: owner, steps: [] };
    if (owners.includes(source.module)) return source;
    const idStep: Step = { on: name, name: 'id', text: 'id', indices: [] };
    const id = await reader.read({ ...source, steps: [...source.steps, idStep] }, true);
    return { module: owner, entity: { __typename: name, id }, steps: [] };
  }
}

function stepOf(args: Readonly<Record<string, unknown>>, info: GraphQLResolveInfo): Step {
  const { parentType, fieldName } = info;
  const given = parentType.getFields()[fieldName]?.args.flatMap((arg) => {
    const value = args[arg.name];
    const literal = value === undefined ? undefined : astFromValue(value, arg.type);
    return literal ? [`${arg.name}: ${print(literal)}`] : [];
  });
  const text = given && given.length > 0 ? `${fieldName}(${given.join(', ')})` : fieldName;
  return { on: parentType.name, name: fieldName, text, indices: [] };
}

function located(value: unknown, start: Place, step: Step): unknown {
  if (Array.isArray(value))
    return value.map((each, index) =>
      located(each, start, { ...step, indices: [...step.indices, index] }),
    );
  if (value === null || value instanceof Error) return value;
  const { module, entity, steps } = start;
  const __typename: unknown = Reflect.get(Object(value), '__typename');
  return { module, ...(entity && { entity }), steps: [...steps, step], __typename };
}
