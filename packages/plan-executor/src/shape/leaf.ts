import { isEnumType, isSpecifiedScalarType, type GraphQLLeafType } from 'graphql';
import { ExactNumber } from '../exact-json.ts';

/** The value as clients get it; undefined when it does not fit the type. Never called with null. */
export type CoerceLeaf = (value: unknown) => unknown;

/** No exponent and no fraction, as printed by JavaScript. */
const integer = /^-?(?:0|[1-9][0-9]*)$/;

const standard = new Map<string, CoerceLeaf>([
  ['Boolean', (value) => (typeof value === 'boolean' ? value : undefined)],
  ['Int', (value) => (typeof value === 'number' && (value | 0) === value ? value : undefined)],
  [
    'Float',
    (value) => {
      const number = value instanceof ExactNumber ? Number(value.text) : value;
      return Number.isFinite(number) ? number : undefined;
    },
  ],
  ['String', (value) => (typeof value === 'string' ? value : undefined)],
  [
    'ID',
    (value) => {
      if (typeof value === 'string') return value;
      const text =
        value instanceof ExactNumber ? value.text : typeof value === 'number' ? String(value) : '';
      return integer.test(text) ? text : undefined;
    },
  ],
]);

/** Compiles the coercion of a value that is not null. A custom scalar may be anything. */
export function compileLeaf(type: GraphQLLeafType): CoerceLeaf {
  if (isEnumType(type)) {
    const values = new Set<unknown>(type.getValues().map(({ name }) => name));
    return (value) => (values.has(value) ? value : undefined);
  }
  return (isSpecifiedScalarType(type) && standard.get(type.name)) || ((value) => value);
}
