/** A JSON object: neither null nor a list. A check by hand, since a schema library would copy what may be megabytes. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
