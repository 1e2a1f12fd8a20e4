export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null;
}

/** A JSON object: neither null nor a list. */
export function isPlainRecord(value: unknown): value is JsonRecord {
  return isRecord(value) && !Array.isArray(value);
}

/** Response keys that every plain object answers to; reading them needs own-property checks. */
export function isInheritedKey(name: string): boolean {
  return name in Object.prototype;
}

/** A record for any keys. It is slower than a plain one. */
export function bareRecord(): JsonRecord {
  return { __proto__: null };
}

/**
 * The value as something whose fields can be read by name without meeting a method. Only where
 * a subgraph broke its schema is it a list, which offers its length and what was merged into
 * it, or a primitive, which offers nothing.
 */
export function fieldsOf(value: unknown): JsonRecord {
  if (Array.isArray(value)) {
    const elements: object = value;
    return Object.assign<JsonRecord, object>({ length: value.length }, elements);
  }
  return isRecord(value) ? value : {};
}
