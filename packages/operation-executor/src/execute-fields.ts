import { GraphQLError } from 'graphql';
import { ListFrame, ObjectFrame, type Frame, type Place, type RootFrame } from './frame.ts';
import { later } from './later.ts';
import type { AbstractPlan, FieldPlan, LeafPlan, ListPlan } from './plan.ts';
import { isPromise } from './promise.ts';
import { possibleType, resolveType } from './runtime-type.ts';

/** Fills an object with its fields. @throws what a field threw that may not be null, when nothing is waited for */
export function executeFields(
  frame: ObjectFrame | RootFrame,
  fields: readonly FieldPlan[],
  source: unknown,
): void {
  const { target } = frame;
  const properties = isReadable(source) ? source : undefined;
  try {
    for (const field of fields) {
      if (field.constant !== undefined) target[field.key] = field.constant;
      else if (field.shortcut && properties) {
        const value = field.shortcut(properties[field.name]);
        if (value === undefined) executeField(frame, field, source);
        else target[field.key] = value;
      } else executeField(frame, field, source);
    }
  } catch (error) {
    frame.interrupt(error);
  }
}

function executeField(frame: Frame, field: FieldPlan, source: unknown): void {
  const { key, parentType, type } = field;
  const path = { prev: frame.path, key, typename: parentType.name };
  const place: Place = { field, type, key, path };
  const { run } = frame;
  try {
    const args = field.argumentsOf(run, field);
    const value = field.resolve(source, args, run.context, run.infoOf(field, path));
    if (isPromise(value)) later(frame, place, value, (settled) => complete(frame, place, settled));
    else frame.put(key, complete(frame, place, value));
  } catch (raw) {
    frame.put(key, frame.refuse(place, raw));
  }
}

const isReadable = (source: unknown): source is Readonly<Record<string, unknown>> =>
  typeof source === 'object' && source !== null;

const nameOf = ({ field }: Place): string => `${field.parentType.name}.${field.name}`;

/**
 * What an answer holds of a value. Objects and lists may still be filled when it returns; then the frame waits for them.
 * @throws what makes the place null, or what is around it
 */
function complete(frame: Frame, place: Place, value: unknown): unknown {
  if (value instanceof Error) throw value;
  const { type } = place;
  if (value === null || value === undefined) {
    if (type.nullable) return null;
    throw new Error(`Cannot return null for non-nullable field ${nameOf(place)}.`);
  }
  switch (type.kind) {
    case 'leaf':
      return type.shortcut(value) ?? serialize(type, place, value);
    case 'object':
      return completeObject(frame, place, type.fields, value);
    case 'list':
      return completeList(frame, place, type, value);
    case 'abstract':
      return completeAbstract(frame, place, type, value);
  }
}

function serialize({ type }: LeafPlan, place: Place, value: unknown): unknown {
  const serialized = type.serialize(value);
  if (serialized === null || serialized === undefined)
    throw new Error(`${nameOf(place)}: ${type.name} serialized a value to nothing.`);
  return serialized;
}

function completeObject(
  frame: Frame,
  place: Place,
  fields: readonly FieldPlan[],
  source: unknown,
): unknown {
  const object = new ObjectFrame(frame, place);
  executeFields(object, fields, source);
  if (object.waiting > 0) frame.waiting += 1;
  return object.target;
}

function completeList(frame: Frame, place: Place, { item }: ListPlan, value: unknown): unknown {
  if (!isIterable(value)) {
    throw new GraphQLError(`Expected Iterable, but did not find one for field "${nameOf(place)}".`);
  }
  const list = new ListFrame(frame, place);
  const shortcut = item.kind === 'leaf' ? item.shortcut : undefined;
  let index = 0;
  try {
    for (const each of value) {
      const known = shortcut?.(each);
      if (known === undefined) completeItem(list, place, item, index, each);
      else list.target[index] = known;
      index += 1;
    }
  } catch (error) {
    // What earlier items still wait for has nowhere to go.
    list.abandon();
    throw error;
  }
  if (list.waiting > 0) frame.waiting += 1;
  return list.target;
}

function completeItem(
  list: ListFrame,
  { field, path }: Place,
  type: ListPlan['item'],
  key: number,
  item: unknown,
): void {
  const place: Place = { field, type, key, path: { prev: path, key, typename: undefined } };
  try {
    if (isPromise(item)) later(list, place, item, (settled) => complete(list, place, settled));
    else list.target[key] = complete(list, place, item);
  } catch (raw) {
    list.target[key] = list.refuse(place, raw);
  }
}

function completeAbstract(frame: Frame, place: Place, plan: AbstractPlan, value: unknown): unknown {
  const { schema } = frame.run.source;
  const completeAs = (name: unknown): unknown =>
    completeObject(
      frame,
      place,
      plan.fieldsOf(possibleType(schema, plan.type, name, nameOf(place))),
      value,
    );
  const name = resolveType(plan.type, value, frame.run, place);
  if (!isPromise(name)) return completeAs(name);
  later(frame, place, name, completeAs);
  return null;
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value;
