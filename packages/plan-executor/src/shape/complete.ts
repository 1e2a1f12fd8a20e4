import {
  isCompositeType,
  isListType,
  isNonNullType,
  type OutputType,
  type SelectionSet,
} from '@apollo/federation-internals';
import { addFault } from './fault.ts';
import { compileLeaf } from './leaf.ts';
import type { ObjectCompiler } from './object.ts';
import { bubbling, faulty } from './shaping.ts';
import type { Complete } from './visit.ts';
import { wrappedType } from './wrapped.ts';

/** What is around a value: how to shape objects below it, and how faults name its place. */
interface Surroundings {
  readonly objects: ObjectCompiler;
  readonly selectionSet: SelectionSet | undefined;
  /** `Parent.field` of the nearest field. */
  readonly field: string;
  readonly inList: boolean;
}

function describe(type: OutputType, { field, inList }: Surroundings, index: unknown): string {
  return inList
    ? `array element of type ${type.toString()} at index ${String(index)}`
    : `field ${field}`;
}

function completeNonNull(type: OutputType, around: Surroundings): Complete {
  const complete = compileComplete(type, around);
  return (input, present, shaping) => {
    if (present === null) return null;
    const value = complete(input, present, shaping);
    if (value === faulty) return bubbling;
    if (value !== null) return value;
    const place = describe(type, around, shaping.path.at(-1));
    addFault(shaping, `Cannot return null for non-nullable ${place}.`);
    return bubbling;
  };
}

function notAList(input: unknown, type: OutputType): Error {
  const shown = `Invalid non-list value ${String(input)} returned by subgraph`;
  return new Error(`${shown} for list type ${type.toString()}`);
}

function completeList(type: OutputType, elementType: OutputType, around: Surroundings): Complete {
  const complete = compileComplete(elementType, { ...around, inList: true });
  return (input, present, shaping) => {
    if (present === null || input === null) return null;
    if (!Array.isArray(input)) throw notAList(input, type);
    const earlier: readonly unknown[] | undefined = Array.isArray(present) ? present : undefined;
    const output = new Array<unknown>(input.length);
    const depth = shaping.path.push(0) - 1;
    let nullify = false;
    for (let i = 0; i < input.length; i++) {
      shaping.path[depth] = i;
      const value = complete(input[i], earlier?.[i], shaping);
      // Elements after a wrong one are completed all the same, for their faults.
      if (value === bubbling) nullify = true;
      else output[i] = value === faulty ? null : value;
    }
    shaping.path.pop();
    return nullify ? faulty : output;
  };
}

function completeObject(type: OutputType, around: Surroundings): Complete {
  if (!isCompositeType(type) || !around.selectionSet) {
    throw new Error(`No selection of fields of ${type.toString()}`);
  }
  const shape = around.objects.compile(around.selectionSet, type);
  return (input, present, shaping) => {
    if (present === null || input === null) return null;
    const value = shape(input, present, shaping);
    if (value !== undefined) return value;
    const place = describe(type, around, shaping.path.at(-1));
    addFault(shaping, `Invalid __typename found for object at ${place}.`);
    return faulty;
  };
}

/** Compiles the completion of a value of any type. */
export function compileComplete(type: OutputType, around: Surroundings): Complete {
  if (isNonNullType(type)) return completeNonNull(wrappedType(type), around);
  if (isListType(type)) return completeList(type, wrappedType(type), around);
  if (isCompositeType(type)) return completeObject(type, around);
  const isValid = compileLeaf(type);
  return (input, _present, shaping) => {
    if (input === null || isValid(input)) return input;
    const place = describe(type, around, shaping.path.at(-1));
    addFault(shaping, `Invalid value found for ${place}.`);
    return faulty;
  };
}
