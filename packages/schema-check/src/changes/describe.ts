import { ChangeType } from '@graphql-inspector/core';
import {
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from '../graphql.ts';
import { z } from 'zod';
import type { ApiChange } from './api-change.ts';

/** How a change is named, and whose use makes it matter. */
export interface Described {
  coordinate: string;
  /** Tells changes of one coordinate apart where the coordinate is not enough. */
  subject?: string;
  rule?: string;
  /** Keys of the usage index: the change concerns operations that use any of them. */
  usedBy: string[];
  /** The same, but only for those that are not valid against the new API: the others already give what is now required. */
  usedIfInvalid?: string[];
  /** Keys of operations that keep working and should be told. */
  watchedBy?: string[];
  /** Override what the library says where it is wrong. */
  breaks?: boolean;
  warns?: boolean;
}

const unionMember = z.object({ removedUnionMemberTypeName: z.string() });
const newUnionMember = z.object({ addedUnionMemberTypeName: z.string() });
const lostInterface = z.object({ removedInterfaceName: z.string() });
const newInterface = z.object({ addedInterfaceName: z.string() });

export function describe(change: ApiChange, after: GraphQLSchema): Described {
  const path = (change.path ?? 'schema')
    .split('.')
    .filter((part, at) => at === 0 || !part.startsWith('@'));
  const coordinate = path.join('.');
  if (change.type.startsWith('FIELD_ARGUMENT_')) return describeArgument(change, path, after);
  if (change.type.startsWith('INPUT_FIELD_')) return describeInputField(change, path, after);
  if (change.type.startsWith('DIRECTIVE_ARGUMENT_')) return describeDirectiveArgument(change, path);
  switch (change.type) {
    case ChangeType.UnionMemberRemoved: {
      const member = unionMember.parse(change.meta).removedUnionMemberTypeName;
      return {
        coordinate,
        subject: `${coordinate}.${member}`,
        usedBy: [`${coordinate} > ${member}`],
      };
    }
    case ChangeType.UnionMemberAdded: {
      const member = newUnionMember.parse(change.meta).addedUnionMemberTypeName;
      return { coordinate, subject: `${coordinate}.${member}`, usedBy: [coordinate] };
    }
    case ChangeType.ObjectTypeInterfaceRemoved: {
      const name = lostInterface.parse(change.meta).removedInterfaceName;
      return { coordinate, subject: `${coordinate}.${name}`, usedBy: [name] };
    }
    case ChangeType.ObjectTypeInterfaceAdded: {
      const name = newInterface.parse(change.meta).addedInterfaceName;
      // Whoever reads the interface may receive a type that it does not know, be the type new or not.
      return {
        ...{ coordinate, subject: `${coordinate}.${name}` },
        ...{ usedBy: [`read ${name}`], warns: true },
      };
    }
    case ChangeType.EnumValueRemoved:
      return {
        coordinate,
        usedBy: [coordinate, `send ${path[0]}`],
        watchedBy: [`read ${path[0]}`],
      };
    case ChangeType.EnumValueAdded:
      return { coordinate, usedBy: [`read ${path[0]}`] };
    // Who asks an interface was promised the interface's type, which is a change of its own.
    case ChangeType.FieldTypeChanged:
      return { coordinate, usedBy: [coordinate] };
    default:
      return { coordinate, usedBy: [coordinate, `behind ${coordinate}`] };
  }
}

/** Unlike a field's, a directive's argument concerns those who pass it; its default, all who may leave it out. */
function describeDirectiveArgument(
  { type }: ApiChange,
  [name = '', argument]: string[],
): Described {
  if (argument === undefined) return { coordinate: name, usedBy: [name] };
  const coordinate = `${name}(${argument}:)`;
  const byDefault = type === ChangeType.DirectiveArgumentDefaultValueChanged;
  return { coordinate, usedBy: [byDefault ? name : coordinate] };
}

/** Arguments judge the field: every operation that uses the field is concerned. */
function describeArgument(change: ApiChange, path: string[], after: GraphQLSchema): Described {
  const [typeName = '', fieldName = '', name = ''] = path;
  const type = after.getType(typeName);
  const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
  const argument = fields[fieldName]?.args.find((candidate) => candidate.name === name);
  const required = argument !== undefined && isRequiredArgument(argument);
  const coordinate = `${typeName}.${fieldName}(${name}:)`;
  const field = `${typeName}.${fieldName}`;
  const described = { coordinate, usedBy: [field, `behind ${field}`] };
  const ifOmitted = {
    ...{ coordinate, usedBy: [] },
    ...{ usedIfInvalid: described.usedBy, watchedBy: described.usedBy },
  };
  if (change.type === ChangeType.FieldArgumentTypeChanged && refusesNull(change)) {
    if (required) return { ...ifOmitted, rule: 'argument-made-required' };
    // It has a default, so whoever leaves it out gives what is now required.
    return { coordinate, usedBy: [coordinate], watchedBy: described.usedBy };
  }
  // The library calls it a change of behaviour when a non-null argument loses its default; it becomes required.
  if (change.type === ChangeType.FieldArgumentDefaultChanged && required)
    return { ...ifOmitted, breaks: true };
  // The library warns of every added argument; one that may be left out changes nothing.
  if (change.type === ChangeType.FieldArgumentAdded && !required)
    return { ...described, usedBy: [] };
  return described;
}

function describeInputField(change: ApiChange, path: string[], after: GraphQLSchema): Described {
  const [typeName = '', name = ''] = path;
  const type = after.getType(typeName);
  const field = isInputObjectType(type) ? type.getFields()[name] : undefined;
  const required = field !== undefined && isRequiredInputField(field);
  const coordinate = `${typeName}.${name}`;
  // A variable may carry any form of the input, a literal only the one that it has; whoever sends the field is concerned by what it may be.
  const given = { coordinate, usedBy: [`send ${typeName}`], usedIfInvalid: [typeName] };
  if (change.type === ChangeType.InputFieldTypeChanged && required && oldIsNullable(change))
    return { ...given, rule: 'input-field-made-required' };
  if (change.type === ChangeType.InputFieldDefaultValueChanged)
    return required ? { ...given, breaks: true } : { coordinate, usedBy: [typeName] };
  if (change.type === ChangeType.InputFieldAdded)
    return required ? given : { coordinate, usedBy: [] };
  return { coordinate, usedBy: [coordinate] };
}

const argumentTypes = z.object({ oldArgumentType: z.string(), newArgumentType: z.string() });
const inputFieldType = z.object({ oldInputFieldType: z.string() });

/** Whether nothing but null is refused that was taken before: another scalar or list is more than that. */
const refusesNull = (change: ApiChange): boolean => {
  const types = argumentTypes.parse(change.meta);
  return types.newArgumentType === `${types.oldArgumentType}!`;
};

const oldIsNullable = (change: ApiChange): boolean =>
  !inputFieldType.parse(change.meta).oldInputFieldType.endsWith('!');
