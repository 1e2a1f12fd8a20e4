import { print } from '../graphql.ts';
import type { Side } from '../context.ts';
import { type TypeNode, placeOf, typeNodes } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';
import type { Subgraph } from '../project.ts';
import { directivesNamed } from './field-sets.ts';

const roots = new Set(['Query', 'Mutation', 'Subscription']);

/** Types without a key that several subgraphs declare, each in its own way. */
export function sharedTypes({ project }: Side): Finding[] {
  const shapes = new Map<string, { subgraph: Subgraph; nodes: TypeNode[] }[]>();
  for (const subgraph of project.subgraphs) {
    for (const [name, nodes] of typesOf(subgraph))
      shapes.set(name, [...(shapes.get(name) ?? []), { subgraph, nodes }]);
  }
  return [...shapes].flatMap(([name, declared]) => {
    const isEntity = declared.some(({ nodes }) =>
      nodes.some((node) => directivesNamed(node, 'key').length > 0),
    );
    if (roots.has(name) || isEntity) return [];
    return differences(name, declared);
  });
}

function typesOf({ document }: Subgraph): Map<string, TypeNode[]> {
  const types = new Map<string, TypeNode[]>();
  for (const node of typeNodes(document))
    types.set(node.name.value, [...(types.get(node.name.value) ?? []), node]);
  return types;
}

function differences(
  name: string,
  declared: { subgraph: Subgraph; nodes: TypeNode[] }[],
): Finding[] {
  const [first, ...others] = declared.map((entry) => ({
    ...entry,
    members: membersOf(entry.nodes),
  }));
  if (!first) return [];
  return others.flatMap(({ subgraph, nodes, members }) => {
    const only = (here: string[], there: string[]) => here.filter((line) => !there.includes(line));
    const [more, less] = [only(members, first.members), only(first.members, members)];
    if (more.length === 0 && less.length === 0) return [];
    const parts = [
      ...(more.length > 0 ? [`${subgraph.name} has ${more.join(', ')}`] : []),
      ...(less.length > 0 ? [`${first.subgraph.name} has ${less.join(', ')}`] : []),
    ];
    const message = `${name} differs between ${first.subgraph.name} and ${subgraph.name}: ${parts.join('; ')}`;
    const place = placeOf(nodes[0]?.name.loc, subgraph.file);
    const subject = `${name}:${first.subgraph.name}/${subgraph.name}`;
    return [makeFinding('shared-type-differs', subject, message, { place })];
  });
}

/** What the type consists of, one line each, without descriptions and directives. */
function membersOf(nodes: TypeNode[]): string[] {
  return nodes.flatMap((node) => {
    const kind = [node.kind.replace('Extension', 'Definition')];
    if ('values' in node) return [...kind, ...(node.values ?? []).map((value) => value.name.value)];
    if ('types' in node) return [...kind, ...(node.types ?? []).map((type) => type.name.value)];
    if (!('fields' in node)) return kind;
    const fields = (node.fields ?? []).map((field) => {
      const args = 'arguments' in field ? (field.arguments ?? []) : [];
      const signature = args.map((arg) => `${arg.name.value}: ${print(arg.type)}`).join(', ');
      return `${field.name.value}${signature && `(${signature})`}: ${print(field.type)}`;
    });
    const interfaces = 'interfaces' in node ? (node.interfaces ?? []) : [];
    return [...kind, ...fields, ...interfaces.map((type) => `implements ${type.name.value}`)];
  });
}
