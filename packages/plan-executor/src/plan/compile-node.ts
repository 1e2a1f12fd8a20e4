import type { Operation } from '@apollo/federation-internals';
import { evaluateCondition, type PlanNode, type ResponsePath } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { refuse } from '../refusal.ts';
import { compileFetch } from './fetch.ts';
import { compileFlatten } from './flatten.ts';
import type { Step } from './run.ts';

interface PlanContext {
  readonly supergraphSchema: GraphQLSchema;
  readonly operation: Operation;
}

const pathElement = /^(?:@|[_A-Za-z][_0-9A-Za-z]*)$/;

/** Refuses type-conditioned paths, which Apollo's gateway can't follow either. */
function namesOf(path: ResponsePath): string[] {
  return path.map((element) =>
    typeof element === 'string' && pathElement.test(element)
      ? element
      : refuse(`fetch path element ${element}`),
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
      return compileFetch(node, context.supergraphSchema, path);
    case 'Condition': {
      const yes = node.ifClause && compileNode(node.ifClause, context, path);
      const no = node.elseClause && compileNode(node.elseClause, context, path);
      const definitions = context.operation.variableDefinitions;
      return async (run, data) => {
        const branch = evaluateCondition(node, definitions, run.variables) ? yes : no;
        await branch?.(run, data);
      };
    }
    case 'Defer':
      return refuse('@defer');
  }
}
