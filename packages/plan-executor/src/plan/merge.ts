import { isRecord, type JsonRecord } from '../json.ts';

function isObject(value: unknown): value is JsonRecord {
  return isRecord(value) && !Array.isArray(value);
}

function assign(target: JsonRecord, key: string, value: unknown): void {
  // A subgraph may send a key such as __proto__, which plain assignment would not store.
  if (key in target && !Object.hasOwn(target, key)) {
    Object.defineProperty(target, key, {
      configurable: true,
      enumerable: true,
      writable: true,
      value,
    });
  } else {
    target[key] = value;
  }
}

function mergeList(target: unknown[], source: readonly unknown[]): void {
  for (let i = 0; i < source.length; i++) {
    const present = target[i];
    const received = source[i];
    if (isObject(present) && isObject(received)) merge(present, received);
    else target[i] = received;
  }
}

/** Adds what a subgraph answered to what is already known of the same object. */
export function merge(target: unknown, source: unknown): void {
  if (!isRecord(source)) return;
  for (const key of Object.keys(source)) {
    const received = source[key];
    if (received === undefined) continue;
    if (!isRecord(target)) throw new TypeError(`Cannot set ${key} of a value that is no object`);
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    if (present && isObject(received)) merge(present, received);
    else if (
      Array.isArray(received) &&
      Array.isArray(present) &&
      received.length === present.length
    ) {
      mergeList(present, received);
    } else {
      assign(target, key, received);
    }
  }
}
