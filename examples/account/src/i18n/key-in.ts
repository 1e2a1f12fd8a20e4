/** A text as one of the names that an object has; undefined when it is none of them. */
export function keyIn<Names extends object>(
  names: Names,
  text: string | null,
): (keyof Names & string) | undefined {
  return text !== null && isKey(names, text) ? text : undefined;
}

function isKey<Names extends object>(names: Names, text: string): text is keyof Names & string {
  return Object.hasOwn(names, text);
}
