import { operationFromDocument } from '@apollo/federation-internals';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { Composed } from './graph.ts';
import { percentageOf } from './override-label.ts';
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

/**
 * The plans by which an operation may be executed: where fields move by the label of an `@override`, with the labels off and on.
 * None when it is not valid.
 */
export function plansOf(
  operation: Operation,
  composed: Composed,
  nameNow: (subgraph: string) => string = (name) => name,
): PlanShape[] {
  const labels = [...composed.supergraphSdl.matchAll(/\boverrideLabel: "([^"]*)"/g)].map(
    ([, label = '']) => label,
  );
  const states = (labels.length === 0 ? [false] : [false, true]).map(
    (others) => new Map(labels.map((label) => [label, isOn(label, others)])),
  );
  const plans = states.flatMap((state) => planOf(operation, composed, nameNow, state) ?? []);
  return [...new Map(plans.map((plan) => [plan.text + plan.fetches.join(), plan])).values()];
}

function isOn(label: string, others: boolean): boolean {
  const percentage = percentageOf(label);
  return percentage === 100 || (percentage !== 0 && others);
}

/**
 * The plan of an operation; undefined when the operation is not valid against this graph.
 * @param nameNow what a subgraph of this graph is called in the one that it is compared with
 */
function planOf(
  operation: Operation,
  { supergraph, planner }: Composed,
  nameNow: (subgraph: string) => string,
  overrideConditions: Map<string, boolean>,
): PlanShape | undefined {
  const options = operation.name === undefined ? {} : { operationName: operation.name };
  try {
    return shapeOf(
      planner.buildQueryPlan(
        operationFromDocument(supergraph.apiSchema(), operation.document, options),
        { overrideConditions },
      ),
      nameNow,
    );
  } catch {
    return undefined;
  }
}

function shapeOf({ node }: QueryPlan, nameNow: (subgraph: string) => string): PlanShape {
  if (!node) return nothing;
  return walk(node.kind === 'Subscription' ? node.primary : node, [], nameNow);
}

function walk(
  node: PlanNode | undefined,
  path: string[],
  nameNow: (subgraph: string) => string,
): PlanShape {
  const inside = (inner: PlanNode | undefined, at = path) => walk(inner, at, nameNow);
  if (!node) return nothing;
  switch (node.kind) {
    case 'Fetch': {
      const name = nameNow(node.serviceName);
      const fetch = path.length === 0 ? name : `${name} at ${path.join('.')}`;
      return { text: name, depth: 1, fetches: [fetch] };
    }
    case 'Flatten':
      return inside(node.node, [...path, ...node.path.map(String)]);
    case 'Sequence':
      return join(
        node.nodes.map((each) => inside(each)),
        ' → ',
        (depths) => depths.reduce((sum, depth) => sum + depth, 0),
      );
    case 'Parallel':
      return join(
        node.nodes.map((each) => inside(each)),
        ' ∥ ',
        (depths) => Math.max(0, ...depths),
      );
    case 'Condition': {
      const branches = [node.ifClause, node.elseClause].filter((branch) => branch !== undefined);
      return join(
        branches.map((each) => inside(each)),
        ' | ',
        (depths) => Math.max(0, ...depths),
      );
    }
    case 'Defer':
      return inside(node.primary.node);
  }
}

function join(
  shapes: PlanShape[],
  separator: string,
  depthOf: (depths: number[]) => number,
): PlanShape {
  const text = shapes.map((shape) => shape.text).join(separator);
  return {
    text: shapes.length > 1 && separator !== ' → ' ? `(${text})` : text,
    depth: depthOf(shapes.map(({ depth }) => depth)),
    fetches: shapes.flatMap(({ fetches }) => fetches),
  };
}
