import { ChangeType } from '@graphql-inspector/core';
import { z } from 'zod';
import type { ApiChange } from './api-change.ts';

const newInterface = z.object({ addedInterfaceName: z.string() });

const additions: readonly string[] = [
  ChangeType.FieldAdded,
  ChangeType.InputFieldAdded,
  ChangeType.EnumValueAdded,
];

/**
 * Leaves out what another change already says: the contents of an added type, and directive usages that are reported as
 * deprecations. That an added type stands behind an interface stays where operations read the interface. The library's own
 * `simplifyChanges` is not used because it also hides the change of a field's type when a description is added to that field
 * at the same time.
 */
export function significant(
  changes: ApiChange[],
  isRead: (interfaceName: string) => boolean,
): ApiChange[] {
  const pathsOf = (types: readonly string[]) =>
    new Set(changes.filter(({ type }) => types.includes(type)).map(({ path = '' }) => path));
  const [newTypes, newMembers] = [pathsOf([ChangeType.TypeAdded]), pathsOf(additions)];
  return changes.filter((change) => {
    const path = change.path?.split('.') ?? [];
    if (change.type.startsWith('DIRECTIVE_USAGE_')) return false;
    if (change.type === ChangeType.TypeAdded) return true;
    if (newTypes.has(path[0] ?? ''))
      return (
        change.type === ChangeType.ObjectTypeInterfaceAdded &&
        isRead(newInterface.parse(change.meta).addedInterfaceName)
      );
    // A new field is reported with its description, its arguments and its deprecation; one line is enough.
    const isPart = path.some((_, index) => newMembers.has(path.slice(0, index + 1).join('.')));
    return additions.includes(change.type) || !isPart;
  });
}
