import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from './graphql.ts';

/** A document of one operation and the fragments it reaches; a fragment of its own file goes before namesakes. */
export function withItsFragments(
  operation: OperationDefinitionNode,
  own: DocumentNode,
  all: FragmentDefinitionNode[],
): DocumentNode {
  const here = own.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const byName = new Map([...all, ...here].map((node) => [node.name.value, node]));
  const reached = new Map<string, FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = byName.get(name.value);
        if (!fragment || reached.has(name.value)) return;
        reached.set(name.value, fragment);
        collect(fragment);
      },
    });
  collect(operation);
  return { kind: Kind.DOCUMENT, definitions: [operation, ...reached.values()] };
}
