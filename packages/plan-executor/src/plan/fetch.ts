import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isInheritedKey, type JsonRecord } from '../json.ts';
import { refuse } from '../refusal.ts';
import { SubgraphRequest, type FetchTemplate } from '../subgraph-request.ts';
import { compileEntities } from './entities.ts';
import { errorPathMapper } from './error-path.ts';
import { merge } from './merge.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run, Step } from './run.ts';
import { asGraphQLError, subgraphError } from './subgraph-error.ts';

export type Send = (run: Run, variables: JsonRecord) => Promise<unknown>;

function templateOf(node: FetchNode, path: readonly string[]): FetchTemplate {
  const kind = node.operationKind;
  if (kind !== 'query' && kind !== 'mutation') refuse(`${kind} operation`);
  if (node.hasDefers) refuse('@defer');
  if (node.contextRewrites && node.contextRewrites.length > 0) refuse('@fromContext');
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
    bodyStart: `{"query":${query},${namePart}"variables":`,
  };
}

/** Sends a request, keeps the errors of the answer and returns its data. */
function compileSend(template: FetchTemplate): Send {
  const path = template.path.map(String);
  return async (run, variables) => {
    const response = await run.fetch(new SubgraphRequest(template, variables));
    if (response.errors) {
      const mapPath = errorPathMapper(path, template.forEntities, run.fullResult);
      const errors = response.errors.map((error) =>
        subgraphError(error, template.serviceName, mapPath),
      );
      run.errors.push(...errors);
    }
    return response.data;
  };
}

function compileVariables(node: FetchNode): (run: Run) => JsonRecord {
  const names = node.variableUsages ?? [];
  for (const name of names) if (isInheritedKey(name)) refuse(`variable is named ${name}`);
  return ({ variables }) => {
    const used: JsonRecord = {};
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
export function compileFetch(
  node: FetchNode,
  schema: GraphQLSchema,
  path: readonly string[],
): Step {
  const send = compileSend(templateOf(node, path));
  const variablesOf = compileVariables(node);
  const entities = node.requires && compileEntities(node, node.requires, schema, send);
  const rewriteOutput = compileRewrites(schema, node.outputRewrites);

  return async (run, data) => {
    const objects = objectsAt(data);
    if (objects.length === 0) return;
    try {
      if (entities) return await entities(run, objects, variablesOf(run));
      const received = await send(run, variablesOf(run));
      if (received) rewriteOutput?.(received);
      for (const object of objects) merge(object, received);
    } catch (error) {
      run.errors.push(asGraphQLError(error));
    }
  };
}
