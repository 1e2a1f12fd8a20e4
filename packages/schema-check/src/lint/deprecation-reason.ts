import { directivesNamed } from '../architecture/field-sets.ts';
import type { Declaration } from '../declarations.ts';
import { type Finding, makeFinding } from '../finding.ts';

export function deprecationsWithoutReason(declarations: Declaration[]): Finding[] {
  return declarations.flatMap((declaration) => {
    const { coordinate, place } = declaration;
    const [deprecated] = directivesNamed(declaration, 'deprecated');
    const reason = deprecated?.arguments?.find(({ name }) => name.value === 'reason')?.value;
    const given = reason?.kind === 'StringValue' && reason.value.trim() !== '';
    if (!deprecated || given) return [];
    const message = `${coordinate} is deprecated without a reason`;
    return [makeFinding('deprecation-reason', coordinate, message, { place })];
  });
}
