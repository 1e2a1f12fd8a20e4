import { isCustomScalarType, isEnumType } from '@apollo/federation-internals';
import type { EnumType, ScalarType } from '@apollo/federation-internals';

export type LeafCheck = (value: unknown) => boolean;

/** No exponent and no fraction, as printed by JavaScript. */
const integer = /^-?(?:0|[1-9][0-9]*)$/;

function isInteger(value: unknown): boolean {
  if (Number.isSafeInteger(value)) return true;
  return typeof value === 'number' && integer.test(String(value));
}

const standard = new Map<string, LeafCheck>([
  ['Boolean', (value) => typeof value === 'boolean'],
  ['Int', isInteger],
  ['Float', (value) => Number.isFinite(value)],
  ['String', (value) => typeof value === 'string'],
  ['ID', (value) => typeof value === 'string' || isInteger(value)],
]);

/** Compiles the check of a value that is not null. A custom scalar may be anything. */
export function compileLeaf(type: ScalarType | EnumType): LeafCheck {
  if (isEnumType(type)) {
    const values = new Set<unknown>(type.values.map((value) => value.name));
    return (value) => values.has(value);
  }
  if (isCustomScalarType(type)) return () => true;
  return standard.get(type.name) ?? (() => true);
}
