import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { applicationsOf, parseFieldSet } from './field-sets.ts';

/** Fields that must have certain arguments: `Type.field` to the arguments' text. */
type ArgumentsByField = ReadonlyMap<string, string>;

/** What subgraphs need of each other, as far as it meets what clients write. */
export interface Requirements {
  /** Names of fields in any `@key` or `@requires`: the planner fetches these under their own names. */
  readonly names: ReadonlySet<string>;
  /** Those that take arguments. */
  readonly namesWithArguments: ReadonlySet<string>;
  /** Interfaces that some subgraph has as an object type, without knowing the types of its objects. */
  readonly interfaceObjects: ReadonlySet<unknown>;
  /** What selecting a field makes the planner fetch with arguments, by `Type.field`. */
  readonly argumentsFor: (type: GraphQLCompositeType, field: string) => ArgumentsByField;
}

function typesOf(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLCompositeType[] {
  if (isObjectType(type)) return [type];
  const narrower = isInterfaceType(type) ? schema.getImplementations(type).interfaces : [];
  return [type, ...narrower, ...schema.getPossibleTypes(type)];
}

function argumentsOf({ arguments: given = [] }: FieldNode): string {
  return given.map(print).toSorted().join(', ');
}

/** Reads what the supergraph says about keys and requirements. */
export function readRequirements(supergraphSchema: GraphQLSchema): Requirements {
  const names = new Set<string>();
  const namesWithArguments = new Set<string>();
  const interfaceObjects = new Set<unknown>();
  /** The field sets that `Type.field` requires. */
  const required = new Map<string, { type: GraphQLCompositeType; set: SelectionSetNode }[]>();

  const addNames = (set: SelectionSetNode, type: GraphQLCompositeType | undefined): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        addNames(
          selection.selectionSet,
          narrowed(supergraphSchema, selection.typeCondition?.name.value, type),
        );
        continue;
      }
      const name = selection.name.value;
      const field = fieldOf(type, name);
      names.add(name);
      if (field === undefined || field.args.length > 0) namesWithArguments.add(name);
      if (selection.selectionSet) addNames(selection.selectionSet, compositeOf(field?.type));
    }
  };

  for (const type of Object.values(supergraphSchema.getTypeMap())) {
    if (!isCompositeType(type)) continue;
    for (const node of [type.astNode, ...type.extensionASTNodes]) {
      for (const application of applicationsOf(node, 'join__type')) {
        const key = application.get('key');
        if (typeof key === 'string') addNames(parseFieldSet(key), type);
        if (application.get('isInterfaceObject') === true) interfaceObjects.add(type.name);
      }
    }
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const application of applicationsOf(field.astNode, 'join__field')) {
        const text = application.get('requires');
        if (typeof text !== 'string') continue;
        const set = parseFieldSet(text);
        addNames(set, type);
        const coordinate = `${type.name}.${field.name}`;
        required.set(coordinate, [...(required.get(coordinate) ?? []), { type, set }]);
      }
    }
  }

  const known = new Map<string, ArgumentsByField>();
  const argumentsFor = (type: GraphQLCompositeType, field: string): ArgumentsByField => {
    const coordinate = `${type.name}.${field}`;
    const cached = known.get(coordinate);
    if (cached) return cached;
    const found = new Map<string, string>();
    known.set(coordinate, found);
    for (const candidate of typesOf(supergraphSchema, type)) {
      for (const { type: owner, set } of required.get(`${candidate.name}.${field}`) ?? [])
        collect(set, owner, found);
    }
    return found;
  };
  const collect = (
    set: SelectionSetNode,
    type: GraphQLCompositeType | undefined,
    into: Map<string, string>,
  ): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD || type === undefined) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(
          selection.selectionSet,
          narrowed(supergraphSchema, selection.typeCondition?.name.value, type),
          into,
        );
        continue;
      }
      const name = selection.name.value;
      const field = fieldOf(type, name);
      for (const candidate of typesOf(supergraphSchema, type)) {
        if (field && field.args.length > 0)
          into.set(`${candidate.name}.${name}`, argumentsOf(selection));
      }
      // What is required may require something in turn.
      for (const [place, text] of argumentsFor(type, name)) into.set(place, text);
      if (selection.selectionSet) collect(selection.selectionSet, compositeOf(field?.type), into);
    }
  };
  return { names, namesWithArguments, interfaceObjects, argumentsFor };
}

function fieldOf(type: GraphQLCompositeType | undefined, name: string) {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function compositeOf(type: Parameters<typeof getNamedType>[0]): GraphQLCompositeType | undefined {
  const named = getNamedType(type);
  return isCompositeType(named) ? named : undefined;
}

function narrowed(
  schema: GraphQLSchema,
  condition: string | undefined,
  type: GraphQLCompositeType | undefined,
): GraphQLCompositeType | undefined {
  return condition === undefined ? type : compositeOf(schema.getType(condition));
}
