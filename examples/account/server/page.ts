import { createHash } from 'node:crypto';

export interface PageOptions {
  /** URL of the GraphQL endpoint, as browsers reach it. */
  readonly endpoint: string;
  /** The store that anonymous requests name. */
  readonly store: string;
}

/** The page with what it has to know of its surroundings. */
export function fillIn(html: string, { endpoint, store }: PageOptions): string {
  return html
    .replace(
      /(name="graphql-endpoint" content=")[^"]*/,
      (_, start: string) => start + escape(endpoint),
    )
    .replace(/(name="store" content=")[^"]*/, (_, start: string) => start + escape(store));
}

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** Nothing but this app's own files, and no connection but to the graph: tokens are within reach of scripts here. */
export function contentSecurityPolicy({ endpoint }: PageOptions): string {
  const origin = URL.canParse(endpoint) ? new URL(endpoint).origin : "'self'";
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export const etagOf = (content: Buffer | string): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
