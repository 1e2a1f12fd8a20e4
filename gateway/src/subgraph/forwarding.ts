import type { IncomingHttpHeaders } from 'node:http';
import { signedHeaders } from '@customer-graph/trust';
import { z } from 'zod';

const token = z.string().regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/, 'is not the name of a header');
/** What belongs to one connection or describes one body, and cookies of clients, is never passed on. */
const ownHeaders = new Set(
  `accept accept-encoding connection content-encoding content-length content-type cookie date expect host keep-alive
  proxy-authenticate proxy-authorization proxy-connection te trailer traceparent tracestate transfer-encoding upgrade
  x-gateway-signature`.split(/\s+/),
);
const headerName = token
  .transform((name) => name.toLowerCase())
  .refine((name) => !ownHeaders.has(name), { error: 'is a header that is never passed on' });
/** What the gateway itself says of an error, or its server reads out of one. */
const reserved = ['code', 'service', 'serviceName', 'http', 'stacktrace', 'exception'];
const extensionName = z
  .string()
  .min(1)
  .refine((name) => !reserved.includes(name), { error: 'is a name that the gateway uses itself' });

/** What passes between clients and one subgraph. What is not listed does not. */
const forwardingSchema = z.strictObject({
  /** Codes of errors that clients see with their messages; all other errors are hidden. */
  codes: z.array(z.string().min(1)),
  /** Members of these errors' extensions. */
  extensions: z.array(extensionName),
  /** Headers of requests. */
  requestHeaders: z.array(headerName),
  /** Headers of responses. */
  responseHeaders: z.array(headerName),
});
export type Forwarding = z.output<typeof forwardingSchema>;

const defaults: Forwarding = {
  codes: [
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'BAD_USER_INPUT',
    'SERVICE_UNAVAILABLE',
    'RATE_LIMITED',
    'RESULT_UNAVAILABLE',
  ],
  extensions: [],
  requestHeaders: [...signedHeaders],
  responseHeaders: [],
};

/** Settings of single subgraphs over those of all. */
export const forwardingSettingsSchema = z.record(z.string(), forwardingSchema.partial());
export type ForwardingSettings = z.output<typeof forwardingSettingsSchema>;

/** The lists of one subgraph: its own, then those under `all`, then the defaults. */
export const forwardingOf = (settings: ForwardingSettings, name: string): Forwarding => ({
  ...defaults,
  ...settings['all'],
  ...settings[name],
});

/** Headers of requests that some subgraph is to be sent. */
export const wantedHeaders = (settings: ForwardingSettings): string[] => [
  ...new Set([
    ...defaults.requestHeaders,
    ...Object.values(settings).flatMap(({ requestHeaders = [] }) => requestHeaders),
  ]),
];

/** Headers with one value each. */
export type HeaderValues = Readonly<Record<string, string | undefined>>;
/** Headers as responses may have them, several times. */
export type HeaderLists = Readonly<Record<string, readonly string[]>>;

/** What a subgraph is sent of the headers that a request came with. */
export function headersFor({ requestHeaders }: Forwarding, values: HeaderValues) {
  const headers: Record<string, string> = {};
  for (const name of requestHeaders) {
    const value = values[name];
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

/** What clients are sent of the headers of a subgraph's response. */
export function headersFrom(
  { responseHeaders }: Forwarding,
  received: IncomingHttpHeaders,
): HeaderLists | undefined {
  const given = responseHeaders.flatMap((name): [string, string[]][] => {
    const value = received[name];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value : [value]]];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}
