import type { PlanNode, ResponsePath } from '@apollo/query-planner';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import type { Path } from '../operation/client-paths.ts';
import { refuse } from '../refusal.ts';
import { compileFetch } from './fetch.ts';
import { compileFlatten } from './flatten.ts';
import type { Step } from './run.ts';

export interface PlanContext {
  readonly graph: FederatedGraph;
  /** Translates a place among what was fetched into one of the response. */
  readonly toClientPath: (path: Path) => Path;
}

const pathElement = /^(?:@|[_A-Za-z][_0-9A-Za-z]*)$/;

/** Refuses type-conditioned paths, which the planner makes only on request. */
function namesOf(path: ResponsePath): string[] {
  return path.map((element) =>
    typeof element === 'string' && pathElement.test(element)
      ? element
      : refuse(`the plan has the path element ${element}`),
  );
}

function inSequence(steps: readonly Step[]): Step {
  return async (run, data) => {
    for (const step of steps) await step(run, data);
  };
}

function inParallel(steps: readonly Step[]): Step {
  return async (run, data) => {
    await Promise.all(steps.map((step) => step(run, data)));
  };
}

/** Compiles a plan node that stands below `path` in the response. */
export function compileNode(
  node: PlanNode,
  context: PlanContext,
  path: readonly string[] = [],
): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((child) => compileNode(child, context, path)));
    case 'Parallel':
      return inParallel(node.nodes.map((child) => compileNode(child, context, path)));
    case 'Flatten': {
      const names = namesOf(node.path);
      const flatten = compileFlatten(names);
      const child = compileNode(node.node, context, [...path, ...names]);
      return async (run, data) => {
        const flattened = flatten(data);
        if (flattened) await child(run, flattened);
      };
    }
    case 'Fetch':
      return compileFetch(node, context, path);
    case 'Condition':
      // All conditions are decided before an operation is planned.
      return refuse('the plan has a condition');
    case 'Defer':
      return refuse('@defer is not supported');
  }
}
