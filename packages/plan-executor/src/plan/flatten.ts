import { isRecord } from '../json.ts';

function field(value: unknown, name: string): unknown {
  if (Array.isArray(value)) throw new Error(`Unexpected array in result for path element ${name}`);
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isMissing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function collect(value: unknown, path: readonly string[], from: number, found: unknown[]): void {
  let current = value;
  for (let at = from; at < path.length; at++) {
    if (isMissing(current)) return;
    const name = path[at] ?? '';
    if (name === '@') {
      if (!Array.isArray(current)) throw new TypeError('Expected a list in the path of a fetch');
      for (const element of current) collect(element, path, at + 1, found);
      return;
    }
    current = field(current, name);
  }
  const elements: readonly unknown[] = Array.isArray(current) ? current : [current];
  for (const element of elements) if (!isMissing(element)) found.push(element);
}

/**
 * Compiles a path into a function that finds what it points to: with `@` in it, every element
 * of the lists on the way except nulls; otherwise one value, or nothing.
 */
export function compileFlatten(path: readonly string[]): (data: unknown) => unknown {
  if (path.includes('@')) {
    return (data) => {
      const found: unknown[] = [];
      collect(data, path, 0, found);
      return found;
    };
  }
  return (data) => {
    let current = data;
    for (const name of path) {
      if (isMissing(current)) return undefined;
      current = field(current, name);
    }
    return current;
  };
}
