import type { FastifyInstance } from 'fastify';

/** Headers for answers that are data. Pages (the explorer) bring a policy of their own. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', async (_request, reply) => {
    const type = String(reply.getHeader('content-type') ?? '');
    void reply.header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('referrer-policy')) void reply.header('referrer-policy', 'no-referrer');
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    if (type.startsWith('text/html') || reply.hasHeader('content-security-policy')) return;
    void reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
    void reply.header('x-frame-options', 'DENY');
  });
}
