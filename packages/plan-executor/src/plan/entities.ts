import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLFormattedError } from 'graphql';
import type { FederatedGraph } from '../graph/federated-graph.ts';
import { fieldsOf, isRecord, type JsonRecord } from '../json.ts';
import type { Send } from './fetch.ts';
import { merge } from './merge.ts';
import { compileRepresentation } from './representation.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run } from './run.ts';

type FetchEntities = (
  run: Run,
  objects: readonly unknown[],
  variables: JsonRecord,
) => Promise<void>;

function entitiesOf(received: unknown, expected: number): readonly unknown[] {
  const entities = fieldsOf(received)['_entities'];
  if (!Array.isArray(entities)) {
    throw new Error('Expected "data._entities" in response to be an array');
  }
  if (entities.length !== expected) {
    throw new Error(`Expected "data._entities" to contain ${expected} elements`);
  }
  return entities;
}

/** The subgraph need not repeat the type, but conditions of rewrites and of merging read it. */
function addTypename(entity: unknown, object: unknown): void {
  if (!isRecord(entity)) throw new TypeError('Expected an entity to be an object');
  if (!entity['__typename']) entity['__typename'] = fieldsOf(object)['__typename'];
}

/** No type's name, so that the object is null in the result unless another subgraph knows its type. */
const nulled = '(null)';

function isBelowEntity({ path }: GraphQLFormattedError, index: number): boolean {
  return path !== undefined && path[1] === index && path.length > 2;
}

/** A null that spread up to an entity is its object's, where only that subgraph knows the type. */
function replaceByNull(object: unknown, interfaceObjects: ReadonlySet<unknown>): void {
  if (isRecord(object) && interfaceObjects.has(object['__typename'])) object['__typename'] = nulled;
}

/** Compiles a fetch from `_entities` of more fields of objects that are already known. */
export function compileEntities(
  node: FetchNode,
  requires: readonly QueryPlanSelectionNode[],
  graph: FederatedGraph,
  send: Send,
): FetchEntities {
  const schema = graph.supergraphSchema;
  const { interfaceObjects } = graph.requirements;
  const pick = compileRepresentation(schema, requires);
  const rewriteInput = compileRewrites(schema, node.inputRewrites);
  const rewriteOutput = compileRewrites(schema, node.outputRewrites);

  return async (run, objects, variables) => {
    const representations: JsonRecord[] = [];
    const represented: unknown[] = [];
    for (const object of objects) {
      const representation = pick(object);
      if (!representation?.['__typename']) continue;
      rewriteInput?.(representation);
      representations.push(representation);
      represented.push(object);
    }
    // No object is of a type that this fetch is for.
    if (representations.length === 0) return;
    if ('representations' in variables) {
      throw new Error('Variables cannot contain key "representations"');
    }
    variables['representations'] = representations;
    const { data: received, errors = [] } = await send(run, variables, represented);
    if (!received) return;

    const entities = entitiesOf(received, representations.length);
    for (let i = 0; i < entities.length; i++) {
      const entity = entities[i];
      if (entity) addTypename(entity, represented[i]);
      else if (errors.some((error) => isBelowEntity(error, i)))
        replaceByNull(represented[i], interfaceObjects);
      rewriteOutput?.(entity);
      merge(represented[i], entity, interfaceObjects);
    }
  };
}
