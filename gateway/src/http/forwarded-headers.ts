import type { SignedHeaderValues } from '@customer-graph/trust';
import type { FastifyRequest } from 'fastify';

/**
 * All that a subgraph is told of a request besides the operation. The address is the socket's or a trusted proxy's. A store's
 * name that is too long for one is left out: subgraphs refuse headers that are too large as a whole, and the calls that fail
 * so would be held against them.
 */
export function forwardedHeaders(request: FastifyRequest): SignedHeaderValues {
  const { authorization, 'x-store-id': storeId, 'user-agent': userAgent } = request.headers;
  return {
    authorization,
    'x-store-id': typeof storeId === 'string' && storeId.length <= 128 ? storeId : undefined,
    'x-request-id': request.id,
    'x-client-address': request.ip,
    'x-client-user-agent': printable(userAgent),
  };
}

function printable(value: string | undefined): string | undefined {
  return (
    value
      ?.replace(/[^\x20-\x7e]/g, '')
      .slice(0, 512)
      .trim() || undefined
  );
}
