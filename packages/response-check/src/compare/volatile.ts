/** What a value is that no two runs have alike, and is compared by what it stands for. */
export type Volatile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'id'; readonly text: string }
  | { readonly kind: 'instant'; readonly text: string; readonly at: number }
  | { readonly kind: 'token'; readonly text: string };

const id = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const instant = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)`;
const signed = String.raw`[\w-]{10,}\.[\w-]{10,}\.[\w-]{20,}`;
const opaque = String.raw`[A-Za-z0-9_-]{20,}`;
const pattern = new RegExp(`(${id})|(${instant})|(${signed}|${opaque})`, 'g');

/** Splits a text into what must be equal and what may differ from run to run. */
export function partsOf(text: string): Volatile[] {
  const parts: Volatile[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push({ kind: 'text', text: text.slice(end, match.index) });
    const [found, uuid, time] = match;
    if (uuid !== undefined) parts.push({ kind: 'id', text: found });
    else if (time !== undefined)
      parts.push({ kind: 'instant', text: found, at: Date.parse(found) });
    else parts.push({ kind: 'token', text: found });
    end = match.index + found.length;
  }
  parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** When an id of the kind that begins with its time was made; undefined for another kind. */
export function madeAt(uuid: string): number | undefined {
  return uuid[14] === '7' ? Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) : undefined;
}

/** What a cursor or the claims of a signed token hold; undefined for any other token. */
export function contentsOf(token: string): unknown {
  const [first = '', claims] = token.split('.');
  try {
    const contents: unknown = JSON.parse(
      Buffer.from(claims ?? first, 'base64url').toString('utf8'),
    );
    return typeof contents === 'object' ? contents : undefined;
  } catch {
    return undefined;
  }
}
