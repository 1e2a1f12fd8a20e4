import {
  Kind,
  parse,
  type FieldDefinitionNode,
  type SelectionSetNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  type TypeNode,
} from 'graphql';

export interface SubgraphSource {
  readonly name: string;
  readonly sdl: string;
}

interface FieldModel {
  /** As each subgraph declares it. */
  readonly declared: { readonly subgraph: string; readonly type: TypeNode }[];
  /** Whether its value is the object's number. */
  isKey: boolean;
  /** By the subgraph that resolves it. */
  readonly requires: Map<string, SelectionSetNode>;
  /** Subgraphs that resolve it no more. */
  readonly overridden: Set<string>;
}

interface TypeModel {
  readonly name: string;
  readonly fields: Map<string, FieldModel>;
  readonly interfaces: Set<string>;
  isEntity: boolean;
  isInterface: boolean;
}

type Definition = TypeDefinitionNode | TypeExtensionNode;
type Directives = { readonly directives?: Definition['directives'] };

function fieldSet(text: string): SelectionSetNode {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not a field set: ${text}`);
  return definition.selectionSet;
}

function textsOf({ directives = [] }: Directives, directive: string, argument: string): string[] {
  return directives
    .filter(({ name }) => name.value === directive)
    .flatMap(({ arguments: given = [] }) =>
      given.flatMap(({ name, value }) =>
        name.value === argument && value.kind === Kind.STRING ? [value.value] : [],
      ),
    );
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/** What all subgraphs of a graph say together, as far as its data depends on it. */
export class GraphModel {
  readonly types = new Map<string, TypeModel>();
  readonly #keys: { type: string; set: SelectionSetNode }[] = [];

  constructor(subgraphs: readonly SubgraphSource[]) {
    for (const { name, sdl } of subgraphs) {
      for (const definition of parse(sdl, { noLocation: true }).definitions)
        if ('fields' in definition) this.#addType(name, definition);
    }
    for (const { type, set } of this.#keys) this.#markKeys(type, set);
  }

  type(name: string): TypeModel {
    const known = this.types.get(name);
    if (known) return known;
    const type = {
      name,
      fields: new Map(),
      interfaces: new Set<string>(),
      isEntity: false,
      isInterface: false,
    };
    this.types.set(name, type);
    return type;
  }

  /** A field of an object type, or of an interface that gives it to the type through an @interfaceObject. */
  field(typeName: string, name: string): FieldModel {
    const type = this.type(typeName);
    const own = type.fields.get(name);
    if (own) return own;
    for (const each of type.interfaces) {
      const inherited = this.type(each).fields.get(name);
      if (inherited) return inherited;
    }
    throw new Error(`No field ${typeName}.${name}`);
  }

  #addType(subgraph: string, definition: Definition): void {
    const type = this.type(definition.name.value);
    if (
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_EXTENSION
    )
      type.isInterface = true;
    if ('interfaces' in definition)
      for (const each of definition.interfaces ?? []) type.interfaces.add(each.name.value);
    for (const text of textsOf(definition, 'key', 'fields')) {
      type.isEntity = true;
      this.#keys.push({ type: type.name, set: fieldSet(text) });
    }
    if (!('fields' in definition)) return;
    for (const field of definition.fields ?? [])
      if (field.kind === Kind.FIELD_DEFINITION) this.#addField(subgraph, type, field);
  }

  #addField(subgraph: string, type: TypeModel, node: FieldDefinitionNode): void {
    const known: FieldModel = type.fields.get(node.name.value) ?? {
      declared: [],
      isKey: false,
      requires: new Map(),
      overridden: new Set(),
    };
    type.fields.set(node.name.value, known);
    known.declared.push({ subgraph, type: node.type });
    for (const text of textsOf(node, 'requires', 'fields'))
      known.requires.set(subgraph, fieldSet(text));
    for (const from of textsOf(node, 'override', 'from')) known.overridden.add(from);
  }

  #markKeys(typeName: string, set: SelectionSetNode): void {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.FIELD || selection.name.value === '__typename') continue;
      const type = this.type(typeName);
      const owners = type.isInterface
        ? [type, ...[...this.types.values()].filter(({ interfaces }) => interfaces.has(typeName))]
        : [type];
      for (const owner of owners) {
        const field = owner.fields.get(selection.name.value);
        if (!field) continue;
        field.isKey = true;
        const inner = field.declared[0]?.type;
        if (selection.selectionSet && inner)
          this.#markKeys(namedType(inner), selection.selectionSet);
      }
    }
  }
}
