import type { DocumentNode } from 'graphql';

/** Directives that change what a schema means, and that composition leaves out unless a contract composes them. */
const meaningful = ['oneOf', 'semanticNonNull'];

export interface Contract {
  readonly name: string;
  readonly typeDefs: DocumentNode;
}

/** What a supergraph has lost of its contracts, a sentence each: the gateway would serve something else than they say. */
export function lostDirectives(contracts: readonly Contract[], supergraphSdl: string): string[] {
  const lost = meaningful.filter((name) => !supergraphSdl.includes(`directive @${name}`));
  return contracts.flatMap(({ name, typeDefs }) =>
    lost
      .filter((directive) => uses(typeDefs, directive))
      .map(
        (directive) =>
          `[${name}] @${directive} would be lost: add @link and @composeDirective(name: "@${directive}")`,
      ),
  );
}

function uses(node: unknown, name: string): boolean {
  if (Array.isArray(node)) return node.some((each) => uses(each, name));
  if (!isNode(node)) return false;
  if (node['kind'] === 'Directive' && isNode(node['name']) && node['name']['value'] === name)
    return true;
  return Object.entries(node).some(([key, value]) => key !== 'loc' && uses(value, name));
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
