import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { HeaderValues } from '../subgraph/forwarding.ts';

/**
 * All that subgraphs may be told of a request besides the operation. The address is the socket's or a trusted proxy's. What
 * cannot be a store's name or an address is left out: HTTP/2 lets callers send characters that HTTP/1.1 cannot carry on, and
 * subgraphs refuse headers that are too large.
 * @param wanted names of headers that some subgraph is sent as they came
 */
export function forwardedHeaders(request: FastifyRequest, wanted: readonly string[]): HeaderValues {
  const { authorization, 'x-store-id': storeId, 'user-agent': userAgent } = request.headers;
  return {
    ...Object.fromEntries(wanted.map((name) => [name, printable(request.headers[name])])),
    authorization,
    'x-store-id': typeof storeId === 'string' && storeName.test(storeId) ? storeId : undefined,
    'x-request-id': request.id,
    'x-client-address': isIP(request.ip) && request.ip.length <= 64 ? request.ip : undefined,
    'x-client-user-agent': printable(userAgent),
  };
}

const storeName = /^[\x21-\x7e]{1,128}$/;

function printable(value: string | string[] | undefined): string | undefined {
  const text = Array.isArray(value) ? value.join(', ') : value;
  return (
    text
      ?.replace(/[^\x20-\x7e]/g, '')
      .slice(0, 512)
      .trim() || undefined
  );
}
