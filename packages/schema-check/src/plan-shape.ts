import { operationFromDocument } from '@apollo/federation-internals';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { Composed } from './graph.ts';
import type { Operation } from './read-operations.ts';

/** The fetches of a query plan without their contents. */
export interface PlanShape {
  /** For example `customers → (orders ∥ loyalty)`. */
  text: string;
  /** Fetches that wait for each other, at the longest. */
  depth: number;
  /** `subgraph` for a root fetch, `subgraph at path` for one of entities, in order. */
  fetches: string[];
}

const nothing: PlanShape = { text: 'no fetch', depth: 0, fetches: [] };

/** The plan of an operation; undefined when the operation is not valid against this graph. */
export function planOf(
  operation: Operation,
  { supergraph, planner }: Composed,
): PlanShape | undefined {
  const options = operation.name === undefined ? {} : { operationName: operation.name };
  try {
    return shapeOf(
      planner.buildQueryPlan(
        operationFromDocument(supergraph.apiSchema(), operation.document, options),
      ),
    );
  } catch {
    return undefined;
  }
}

function shapeOf({ node }: QueryPlan): PlanShape {
  if (!node) return nothing;
  return walk(node.kind === 'Subscription' ? node.primary : node, []);
}

function walk(node: PlanNode | undefined, path: string[]): PlanShape {
  if (!node) return nothing;
  switch (node.kind) {
    case 'Fetch':
      return {
        text: node.serviceName,
        depth: 1,
        fetches: [
          path.length === 0 ? node.serviceName : `${node.serviceName} at ${path.join('.')}`,
        ],
      };
    case 'Flatten':
      return walk(node.node, [...path, ...node.path.map(String)]);
    case 'Sequence':
      return join(node.nodes, path, ' → ', (depths) =>
        depths.reduce((sum, depth) => sum + depth, 0),
      );
    case 'Parallel':
      return join(node.nodes, path, ' ∥ ', (depths) => Math.max(0, ...depths));
    case 'Condition': {
      const branches = [node.ifClause, node.elseClause].filter((branch) => branch !== undefined);
      return join(branches, path, ' | ', (depths) => Math.max(0, ...depths));
    }
    case 'Defer':
      return walk(node.primary.node, path);
  }
}

function join(
  nodes: PlanNode[],
  path: string[],
  separator: string,
  depthOf: (depths: number[]) => number,
): PlanShape {
  const shapes = nodes.map((node) => walk(node, path));
  const text = shapes.map((shape) => shape.text).join(separator);
  return {
    text: shapes.length > 1 && separator !== ' → ' ? `(${text})` : text,
    depth: depthOf(shapes.map(({ depth }) => depth)),
    fetches: shapes.flatMap(({ fetches }) => fetches),
  };
}
