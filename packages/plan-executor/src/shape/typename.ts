import { isObjectType, type CompositeType } from '@apollo/federation-internals';
import type { JsonRecord } from '../json.ts';

/**
 * Compiles the value of a selected `__typename`: what was fetched if it is a type of the API,
 * else the type that the query stands in. Undefined when that is no object type, which happens
 * when the fetch that follows a subgraph with an @interfaceObject failed.
 */
export function compileTypename(
  name: string,
  parentType: CompositeType,
): (fields: JsonRecord) => string | undefined {
  const schema = parentType.schema();
  const standard = isObjectType(parentType) ? parentType.name : undefined;
  return (fields) => {
    const fetched = fields[name] ?? fields['__typename'];
    if (fetched === standard || typeof fetched !== 'string') return standard;
    const type = schema.type(fetched);
    if (type === undefined) return standard;
    return isObjectType(type) ? type.name : undefined;
  };
}
