import {
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode as TypeReference,
  print,
} from '../graphql.ts';
import { placeOf, typeNodes } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';
import type { Subgraph } from '../project.ts';

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** Faults of types called `…Connection`, of their edges, and of the fields that return them. */
export function brokenConnections(subgraph: Subgraph): Finding[] {
  const objects = typeNodes(subgraph.document).filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
  return objects.flatMap((node) => [
    ...(node.name.value.endsWith('Connection') ? connectionFaults(node, objects, subgraph) : []),
    ...(node.fields ?? []).flatMap((field) => pagingFaults(node, field, subgraph)),
  ]);
}

function connectionFaults(node: ObjectNode, all: ObjectNode[], { file }: Subgraph): Finding[] {
  const name = node.name.value;
  const fault = (at: ObjectNode, message: string, about: string) =>
    makeFinding('relay-connection', `${at.name.value}.${about}`, `${at.name.value} ${message}`, {
      place: placeOf(at.name.loc, file),
    });
  const edges = typeOf(node, 'edges');
  const edge = all.find((candidate) => candidate.name.value === nameOf(edges));
  return [
    ...(edges && isList(edges) ? [] : [fault(node, 'has no list called edges', 'edges')]),
    ...(typeOf(node, 'pageInfo') && print(typeOf(node, 'pageInfo') ?? node) === 'PageInfo!'
      ? []
      : [fault(node, 'has no pageInfo: PageInfo!', 'pageInfo')]),
    ...(edge && !typeOf(edge, 'node')
      ? [fault(edge, `is an edge of ${name} without node`, 'node')]
      : []),
    ...(edge && !typeOf(edge, 'cursor')
      ? [fault(edge, `is an edge of ${name} without cursor`, 'cursor')]
      : []),
  ];
}

function pagingFaults(
  parent: ObjectNode,
  field: FieldDefinitionNode,
  { file }: Subgraph,
): Finding[] {
  if (!nameOf(field.type)?.endsWith('Connection')) return [];
  const args = new Set((field.arguments ?? []).map(({ name }) => name.value));
  const pages = [
    ['first', 'after'],
    ['last', 'before'],
  ];
  if (pages.some((pair) => pair.every((name) => args.has(name)))) return [];
  const coordinate = `${parent.name.value}.${field.name.value}`;
  const message = `${coordinate} returns a connection but takes neither first and after nor last and before`;
  return [
    makeFinding('relay-connection', coordinate, message, { place: placeOf(field.name.loc, file) }),
  ];
}

const typeOf = (node: ObjectNode, name: string): TypeReference | undefined =>
  node.fields?.find((field) => field.name.value === name)?.type;

const isList = (type: TypeReference): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));

function nameOf(type: TypeReference | undefined): string | undefined {
  if (!type) return undefined;
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
