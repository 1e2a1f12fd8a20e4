import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

export type Field = GraphQLField<unknown, unknown>;

/** A valid operation of a document, with what its parts refer to. */
export class ClientOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly rootType: GraphQLObjectType;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(schema: GraphQLSchema, document: DocumentNode, definition: OperationDefinitionNode) {
    this.schema = schema;
    this.document = document;
    this.definition = definition;
    const rootType = schema.getRootType(definition.operation);
    if (!rootType) throw new Error(`No root type for ${definition.operation}`);
    this.rootType = rootType;
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(node.name.value, node);
  }

  fragment(name: string): FragmentDefinitionNode {
    const fragment = this.#fragments.get(name);
    if (fragment) return fragment;
    throw new Error(`No fragment ${name}`);
  }

  get fragments(): Iterable<FragmentDefinitionNode> {
    return this.#fragments.values();
  }

  /** The type that a fragment stands for; `parent` when it has no condition. */
  narrowed(condition: string | undefined, parent: GraphQLCompositeType): GraphQLCompositeType {
    if (condition === undefined) return parent;
    const type = this.schema.getType(condition);
    if (isCompositeType(type)) return type;
    throw new Error(`No composite type ${condition}`);
  }

  field(parent: GraphQLCompositeType, name: string): Field {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    const isObjectLike = isObjectType(parent) || isInterfaceType(parent);
    const field =
      (isObjectLike ? parent.getFields()[name] : undefined) ??
      [SchemaMetaFieldDef, TypeMetaFieldDef].find((meta) => meta.name === name);
    if (field) return field;
    throw new Error(`No field ${parent.name}.${name}`);
  }
}

export function compositeOf(type: GraphQLOutputType): GraphQLCompositeType {
  const named = getNamedType(type);
  if (isCompositeType(named)) return named;
  throw new Error(`${named.name} has no fields`);
}

/** Fields about the schema itself, which no subgraph is called for. */
export function isIntrospection(field: Field): boolean {
  return field === SchemaMetaFieldDef || field === TypeMetaFieldDef;
}
