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

/** Names of interfaces that a subgraph has as object types: they do not tell an object's type. */
export type LooseNames = ReadonlySet<unknown>;
const none: LooseNames = new Set();

/** False when the two cannot be lists of the same objects. */
function mergeLists(target: unknown, source: unknown, loose: LooseNames): boolean {
  if (!Array.isArray(target) || !Array.isArray(source)) return false;
  if (target.length !== source.length) return false;
  for (let i = 0; i < source.length; i++) {
    const present: unknown = target[i];
    const received: unknown = source[i];
    if (isObject(present) && isObject(received)) merge(present, received, loose);
    else if (!mergeLists(present, received, loose)) target[i] = received;
  }
  return true;
}

/** Adds what a subgraph answered to what is already known of the same object. */
export function merge(target: unknown, source: unknown, loose: LooseNames = none): void {
  if (!isRecord(source)) return;
  for (const key of Object.keys(source)) {
    const received = source[key];
    if (received === undefined) continue;
    if (!isRecord(target)) throw new TypeError(`Cannot set ${key} of a value that is no object`);
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    if (key === '__typename' && present && loose.has(received)) continue;
    if (isObject(present) && isObject(received)) merge(present, received, loose);
    else if (!mergeLists(present, received, loose)) assign(target, key, received);
  }
}
