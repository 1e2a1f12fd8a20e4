import {
  isLeafType,
  isListType,
  isNonNullType,
  type FieldNode,
  type GraphQLNullableType,
  type GraphQLOutputType,
} from 'graphql';
import { addFault } from './fault.ts';
import { compileLeaf } from './leaf.ts';
import type { ObjectCompiler } from './object.ts';
import { bubbling, faulty, type Complete } from './shaping.ts';

/** What is around a value: how to shape objects below it, and how faults name its place. */
export interface Surroundings {
  readonly objects: ObjectCompiler;
  readonly nodes: readonly FieldNode[];
  /** `Type.field` of the nearest field. */
  readonly field: string;
  readonly inList: boolean;
}

function describe(type: GraphQLOutputType, { field, inList }: Surroundings, index: unknown) {
  return inList
    ? `array element of type ${type.toString()} at index ${String(index)}`
    : `field ${field}`;
}

function completeNonNull(
  type: GraphQLNullableType & GraphQLOutputType,
  around: Surroundings,
): Complete {
  const complete = compileComplete(type, around);
  return (input, shaping) => {
    const value = complete(input, shaping);
    if (value === faulty) return bubbling;
    if (value !== null) return value;
    const place = describe(type, around, shaping.path.at(-1));
    addFault(shaping, `Cannot return null for non-nullable ${place}.`);
    return bubbling;
  };
}

function completeList(elementType: GraphQLOutputType, around: Surroundings): Complete {
  const complete = compileComplete(elementType, { ...around, inList: true });
  return (input, shaping) => {
    if (input === null) return null;
    if (!Array.isArray(input)) {
      addFault(shaping, `Expected a list for field ${around.field}.`);
      return faulty;
    }
    const output = new Array<unknown>(input.length);
    const depth = shaping.path.push(0) - 1;
    let nullify = false;
    for (let i = 0; i < input.length; i++) {
      shaping.path[depth] = i;
      const value = complete(input[i] ?? null, shaping);
      // Elements after a wrong one are completed all the same, for their faults.
      if (value === bubbling) nullify = true;
      else output[i] = value === faulty ? null : value;
    }
    shaping.path.pop();
    return nullify ? faulty : output;
  };
}

/** Compiles the completion of a value of any type. */
export function compileComplete(type: GraphQLOutputType, around: Surroundings): Complete {
  if (isNonNullType(type)) return completeNonNull(type.ofType, around);
  if (isListType(type)) return completeList(type.ofType, around);
  if (!isLeafType(type)) return around.objects.compile(type, around.nodes);
  const coerce = compileLeaf(type);
  return (input, shaping) => {
    const value = input === null ? null : coerce(input);
    if (value !== undefined) return value;
    addFault(shaping, `Invalid value found for ${describe(type, around, shaping.path.at(-1))}.`);
    return faulty;
  };
}
