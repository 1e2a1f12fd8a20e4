import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { fieldsOf, isInheritedKey, isRecord, type JsonRecord } from '../json.ts';
import { refuse } from '../refusal.ts';
import { compileTypeMatcher } from './type-matcher.ts';

const fragmentPrefix = '... on ';

type Change = (value: unknown) => void;

function compileLast(rewrite: FetchDataRewrite, field: string): (target: JsonRecord) => void {
  if (rewrite.kind === 'ValueSetter') {
    const value: unknown = rewrite.setValueTo;
    return (target) => {
      target[field] = value;
    };
  }
  const renamed = rewrite.renameKeyTo;
  if (isInheritedKey(renamed)) refuse(`field is renamed to ${renamed}`);
  return (target) => {
    const value = fieldsOf(target)[field];
    if (value === undefined) return;
    target[renamed] = value;
    target[field] = undefined;
  };
}

function compilePath(schema: GraphQLSchema, path: readonly string[], last: Change): Change {
  return path.reduceRight<Change>((next, element) => {
    if (!element.startsWith(fragmentPrefix)) {
      if (isInheritedKey(element)) refuse(`rewritten field is named ${element}`);
      return onEach((target) => next(fieldsOf(target)[element]));
    }
    const matches = compileTypeMatcher(schema, element.slice(fragmentPrefix.length));
    return onEach((target) => {
      const typename = target['__typename'];
      // Where the type was not fetched the rewrite applies.
      if (!typename || matches(typename)) next(target);
    });
  }, last);
}

function onEach(change: (target: JsonRecord) => void): Change {
  const apply: Change = (value) => {
    if (Array.isArray(value)) value.forEach(apply);
    else if (isRecord(value)) change(value);
  };
  return apply;
}

/** Compiles a fetch's rewrites of its input or output; undefined when it has none. */
export function compileRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
): Change | undefined {
  if (rewrites === undefined || rewrites.length === 0) return undefined;
  const changes = rewrites.map((rewrite) => {
    const field = rewrite.path.at(-1);
    if (field === undefined || field.startsWith(fragmentPrefix)) refuse('rewrite without a field');
    if (isInheritedKey(field)) refuse(`rewritten field is named ${field}`);
    return compilePath(schema, rewrite.path.slice(0, -1), onEach(compileLast(rewrite, field)));
  });
  return (value) => {
    for (const change of changes) change(value);
  };
}
