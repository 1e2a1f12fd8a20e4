import type { Declaration, DeclarationKind } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';

const conventions: Record<DeclarationKind, { style: string; pattern: RegExp }> = {
  type: { style: 'PascalCase', pattern: /^[A-Z][A-Za-z0-9]*$/ },
  field: { style: 'camelCase', pattern: /^[a-z][A-Za-z0-9]*$/ },
  argument: { style: 'camelCase', pattern: /^[a-z][A-Za-z0-9]*$/ },
  'input field': { style: 'camelCase', pattern: /^[a-z][A-Za-z0-9]*$/ },
  'enum value': { style: 'UPPER_CASE', pattern: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/ },
};

export function misnamed(declarations: Declaration[]): Finding[] {
  return declarations.flatMap(({ coordinate, kind, name, place }) => {
    const { style, pattern } = conventions[kind];
    if (pattern.test(name)) return [];
    return [makeFinding('naming', coordinate, `${coordinate} is not ${style}`, { place })];
  });
}
