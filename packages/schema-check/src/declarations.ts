import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type Location,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
} from './graphql.ts';
import type { Place } from './finding.ts';
import type { Subgraph } from './project.ts';

export type TypeNode = TypeDefinitionNode | TypeExtensionNode;
export type DeclarationKind = 'type' | 'field' | 'argument' | 'input field' | 'enum value';

/** Something an SDL document declares, under its schema coordinate. */
export interface Declaration {
  coordinate: string;
  kind: DeclarationKind;
  name: string;
  type: TypeNode;
  description: string | undefined;
  directives: readonly ConstDirectiveNode[];
  /** Of the name, for people. */
  place: Place;
  /** Of the whole declaration with its description. */
  extent: Location | undefined;
}

interface Named {
  name: { value: string; loc?: Location };
  description?: { value: string };
  directives?: readonly ConstDirectiveNode[];
  loc?: Location;
}

export const typeNodes = (document: DocumentNode | undefined): TypeNode[] =>
  (document?.definitions ?? []).filter(
    (node) => isTypeDefinitionNode(node) || isTypeExtensionNode(node),
  );

export function declarationsOf({ document, file }: Subgraph): Declaration[] {
  return typeNodes(document).flatMap((type) => {
    const declare = (node: Named, coordinate: string, kind: DeclarationKind): Declaration => ({
      coordinate,
      kind,
      name: node.name.value,
      type,
      description: node.description?.value,
      directives: node.directives ?? [],
      place: placeOf(node.name.loc, file),
      extent: node.loc,
    });
    const of = type.name.value;
    return [declare(type, of, 'type'), ...members(type, of, declare)];
  });
}

function members(
  type: TypeNode,
  of: string,
  declare: (node: Named, coordinate: string, kind: DeclarationKind) => Declaration,
): Declaration[] {
  if ('values' in type)
    return (type.values ?? []).map((value) =>
      declare(value, `${of}.${value.name.value}`, 'enum value'),
    );
  if (!('fields' in type)) return [];
  return (type.fields ?? []).flatMap((field) => {
    const coordinate = `${of}.${field.name.value}`;
    if (field.kind === Kind.INPUT_VALUE_DEFINITION)
      return [declare(field, coordinate, 'input field')];
    const args = (field.arguments ?? []).map((argument) =>
      declare(argument, `${coordinate}(${argument.name.value}:)`, 'argument'),
    );
    return [declare(field, coordinate, 'field'), ...args];
  });
}

export function placeOf(location: Location | undefined, file: string): Place {
  const { line, column } = location?.startToken ?? { line: 1, column: 1 };
  return { file, line, column, at: 'head' };
}
