import type { FetchNode } from '@apollo/query-planner';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import { bareRecord, isInheritedKey, type JsonRecord } from '../json.ts';
import { compileFetchShape } from '../fetched/fetch-shape.ts';
import { refuse } from '../refusal.ts';
import { SubgraphRequest, type FetchTemplate, type SubgraphResponse } from '../subgraph-request.ts';
import type { PlanContext } from './compile-node.ts';
import { compileEntities } from './entities.ts';
import { errorPathMapper, type MapPath } from './error-path.ts';
import { merge } from './merge.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run, Step } from './run.ts';
import { asGraphQLError, subgraphError } from './subgraph-error.ts';

/** @param represented the objects that `_entities` is fetched for, in the order of `representations` */
export type Send = (
  run: Run,
  variables: JsonRecord,
  represented?: readonly unknown[],
) => Promise<SubgraphResponse>;

/**
 * Prepares what is the same for every request of a fetch node.
 * @throws UnsupportedOperationError when its subgraph cannot execute it
 */
export function templateOf(
  graph: FederatedGraph,
  node: FetchNode,
  path: readonly string[],
): FetchTemplate {
  const kind = node.operationKind;
  if (kind !== 'query' && kind !== 'mutation') refuse(`a ${kind} is planned`);
  if (node.hasDefers) refuse('@defer is not supported');
  if (node.contextRewrites && node.contextRewrites.length > 0)
    refuse('@fromContext is not supported');
  const document = graph.readFetch(node.serviceName, node.operation);
  const query = JSON.stringify(node.operation);
  const name = node.operationName;
  const namePart = name === undefined ? '' : `"operationName":${JSON.stringify(name)},`;
  return {
    serviceName: node.serviceName,
    query: node.operation,
    operationName: name,
    kind,
    path: [...path],
    forEntities: node.requires !== undefined,
    shape: compileFetchShape(graph.supergraphSchema, document),
    bodyStart: `{"query":${query},${namePart}"variables":`,
  };
}

/** Sends a request, keeps the errors of the response and returns it. */
function compileSend(template: FetchTemplate, { toClientPath }: PlanContext): Send {
  const path = template.path.map(String);
  return async (run, variables, represented) => {
    const response = await run.fetch(new SubgraphRequest(template, variables));
    if (response.errors) {
      const toFetched = errorPathMapper(path, represented, run.fullResult);
      const mapPath: MapPath = (errorPath) => {
        const fetched = toFetched(errorPath);
        return fetched && toClientPath(fetched);
      };
      const errors = response.errors.map((error) =>
        subgraphError(error, template.serviceName, mapPath),
      );
      run.errors.push(...errors);
    }
    return response;
  };
}

function compileVariables(node: FetchNode): (run: Run) => JsonRecord {
  const names = node.variableUsages ?? [];
  const bare = names.some(isInheritedKey);
  return ({ variables }) => {
    const used: JsonRecord = bare ? bareRecord() : {};
    for (const name of names) {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (value !== undefined) used[name] = value;
    }
    return used;
  };
}

function objectsAt(data: unknown): readonly unknown[] {
  if (!Array.isArray(data)) return [data];
  return data.filter((element) => element !== undefined && element !== null);
}

/** Compiles a fetch node below `path`. */
export function compileFetch(node: FetchNode, context: PlanContext, path: readonly string[]): Step {
  const { supergraphSchema: schema } = context.graph;
  const send = compileSend(templateOf(context.graph, node, path), context);
  const variablesOf = compileVariables(node);
  const entities = node.requires && compileEntities(node, node.requires, context.graph, send);
  const rewriteOutput = compileRewrites(schema, node.outputRewrites);

  return async (run, data) => {
    const objects = objectsAt(data);
    if (objects.length === 0) return;
    try {
      if (entities) return await entities(run, objects, variablesOf(run));
      const { data: received } = await send(run, variablesOf(run));
      if (received) rewriteOutput?.(received);
      for (const object of objects)
        merge(object, received, context.graph.requirements.interfaceObjects);
    } catch (error) {
      run.errors.push(asGraphQLError(error));
    }
  };
}
