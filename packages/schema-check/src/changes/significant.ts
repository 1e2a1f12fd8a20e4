import { ChangeType } from '@graphql-inspector/core';
import type { ApiChange } from './api-change.ts';

/**
 * Leaves out what another change already says: the contents of an added type, and directive usages that are reported as
 * deprecations. The library's own `simplifyChanges` is not used because it also hides the change of a field's type when
 * a description is added to that field at the same time.
 */
export function significant(changes: ApiChange[]): ApiChange[] {
  const added = new Set(
    changes.filter(({ type }) => type === ChangeType.TypeAdded).map(({ path }) => path),
  );
  return changes.filter((change) => {
    if (change.type.startsWith('DIRECTIVE_USAGE_')) return false;
    if (change.type === ChangeType.TypeAdded) return true;
    return !added.has(change.path?.split('.')[0]) && !isPartOfAddition(change, changes);
  });
}

/** A new field is reported with its description, its arguments and its deprecation; one line is enough. */
function isPartOfAddition(change: ApiChange, changes: ApiChange[]): boolean {
  const additions: string[] = [
    ChangeType.FieldAdded,
    ChangeType.InputFieldAdded,
    ChangeType.EnumValueAdded,
  ];
  if (additions.includes(change.type)) return false;
  return changes.some(
    ({ type, path }) =>
      additions.includes(type) && (change.path === path || change.path?.startsWith(`${path}.`)),
  );
}
