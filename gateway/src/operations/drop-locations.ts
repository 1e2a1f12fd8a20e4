import { Kind, visit, type ASTNode, type DocumentNode } from 'graphql';

/** Whether an error about a request's values may point at the node. */
const isPointedAt = (node: ASTNode): boolean =>
  node.kind === Kind.VARIABLE_DEFINITION ||
  ('directives' in node && node.directives !== undefined && node.directives.length > 0);

/**
 * Gives up the places of nodes in a validated document's text, but those that later errors tell. With the tokens that they hold,
 * they take more memory than all else.
 */
export function dropLocations(document: DocumentNode): void {
  for (let token = document.loc?.startToken; token;) {
    const { next } = token;
    Object.assign(token, { prev: null, next: null });
    token = next ?? undefined;
  }
  visit(document, {
    enter(node) {
      if (!isPointedAt(node)) Object.assign(node, { loc: undefined });
    },
  });
}
