export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null;
}

/** Response keys that every plain object answers to; reading them needs own-property checks. */
export function isInheritedKey(name: string): boolean {
  return name in Object.prototype;
}

/**
 * The value as something whose fields can be read by name without meeting a method.
 * A list or a primitive stands here only when a subgraph broke its schema: a list offers
 * nothing but `length`, a primitive nothing.
 */
export function fieldsOf(value: unknown): JsonRecord {
  if (Array.isArray(value)) return { length: value.length };
  return isRecord(value) ? value : {};
}
