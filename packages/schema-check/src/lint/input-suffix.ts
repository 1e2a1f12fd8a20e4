import type { Declaration } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';

export function inputNames(declarations: Declaration[], suffixes: string[]): Finding[] {
  return declarations
    .filter(({ kind, type }) => kind === 'type' && type.kind.startsWith('InputObjectType'))
    .filter(({ name }) => !suffixes.some((suffix) => name.endsWith(suffix)))
    .map(({ coordinate, place }) => {
      const message = `the input ${coordinate} ends with none of ${suffixes.join(', ')}`;
      return makeFinding('input-suffix', coordinate, message, { place });
    });
}
