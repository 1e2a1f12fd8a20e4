import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  type GraphQLLeafType,
} from 'graphql';
import type { Shortcut } from './plan.ts';

const text: Shortcut = (value) => (typeof value === 'string' ? value : undefined);
const truth: Shortcut = (value) => (typeof value === 'boolean' ? value : undefined);
const decimal: Shortcut = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
// Only what is a 32-bit integer stays the same.
const integer: Shortcut = (value) =>
  typeof value === 'number' && (value | 0) === value ? value : undefined;
const isSimple = (value: unknown): boolean =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  value instanceof Date;
/** Scalars of the schema's own; what they refuse is refused again on the usual way, where it is told. */
const serialized =
  (type: GraphQLLeafType): Shortcut =>
  (value) => {
    if (!isSimple(value)) return undefined;
    try {
      const text: unknown = type.serialize(value);
      return text ?? undefined;
    } catch {
      return undefined;
    }
  };

const builtIn = new Map<GraphQLLeafType, Shortcut>([
  [GraphQLString, text],
  [GraphQLID, text],
  [GraphQLBoolean, truth],
  [GraphQLFloat, decimal],
  [GraphQLInt, integer],
]);

/** How most values of a leaf type are completed without asking the type. */
export function shortcutOf(type: GraphQLLeafType, nullable: boolean): Shortcut {
  const shortcut = builtIn.get(type) ?? (isEnumType(type) ? enumShortcut(type) : serialized(type));
  if (!nullable) return shortcut;
  return (value) => (value === null ? null : shortcut(value));
}

/** Names of values that stand for themselves. */
function enumShortcut(type: Extract<GraphQLLeafType, { getValues: unknown }>): Shortcut {
  const own = new Set(
    type
      .getValues()
      .filter(({ name, value }) => name === value)
      .map(({ name }) => name),
  );
  return (value) => (typeof value === 'string' && own.has(value) ? value : undefined);
}
