import type { SignedHeaderValues } from '@customer-graph/trust';
import type { FastifyRequest } from 'fastify';

/** All that a subgraph is told of a request besides the operation. The address is the socket's or a trusted proxy's. */
export function forwardedHeaders(request: FastifyRequest): SignedHeaderValues {
  const { authorization, 'x-store-id': storeId, 'user-agent': userAgent } = request.headers;
  return {
    authorization,
    'x-store-id': Array.isArray(storeId) ? storeId[0] : storeId,
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
