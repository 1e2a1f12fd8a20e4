/** The text of a field; null when it is left empty. */
export function textIn(values: FormData, name: string): string | null {
  const value = values.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** The text of a field that the form has made sure of. */
export const requiredIn = (values: FormData, name: string): string => textIn(values, name) ?? '';
