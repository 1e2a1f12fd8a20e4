/** The first line of an error's message, without its final full stop, to put into a sentence; two if it only announces. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = '', next] = message.trim().split('\n');
  return (line.endsWith(':') && next ? `${line} ${next.trim()}` : line).replace(/\.$/, '');
}

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** The words of a sentence or of an identifier in any case style, lower case. */
export function words(text: string): string[] {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}
