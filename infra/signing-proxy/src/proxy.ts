import { signatureHeader, signCall, type SignedHeaderValues } from '@customer-graph/trust';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { Agent, request as send } from 'undici';
import type { Config } from './config.ts';

/** The proxy signs in the name by which the services know a gateway. */
const caller = 'gateway';

/**
 * Takes GraphQL requests at `/<subgraph>`, signs exactly what it sends on, and passes the service's response back. It
 * verifies nobody: whoever reaches it speaks for any client, so it listens where only the gateway can.
 */
export function createSigningProxy(config: Config): FastifyInstance {
  const { INTERNAL_SECRETS, SUBGRAPHS, TIMEOUT_MS, MAX_BODY } = config;
  const secret = INTERNAL_SECRETS[0] ?? '';
  const dispatcher = new Agent({ connectTimeout: TIMEOUT_MS });
  const app = fastify({ bodyLimit: MAX_BODY, forceCloseConnections: 'idle' });
  // The signature is over the bytes as they came, so they are never parsed here.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook('onClose', () => dispatcher.close());
  app.get('/livez', () => 'ok');
  app.get('/readyz', () => 'ok');

  app.post<{ Params: { subgraph: string }; Body: string }>('/:subgraph', async (request, reply) => {
    const service = request.params.subgraph;
    const target = Object.hasOwn(SUBGRAPHS, service) ? SUBGRAPHS[service] : undefined;
    if (target === undefined)
      return reply.code(404).send(failure('NOT_FOUND', `There is no subgraph ${service}.`));
    const { pathname, search } = new URL(target);
    const headers = signedHeadersOf(request, config.CLIENT_ADDRESS_HEADER);
    const call = { service, path: pathname + search, headers, body: request.body };
    try {
      const response = await send(target, {
        method: 'POST',
        dispatcher,
        headers: {
          ...headers,
          'content-type': 'application/json',
          accept: request.headers.accept ?? 'application/json',
          [signatureHeader]: signCall(secret, caller, call),
        },
        body: request.body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      reply.code(response.statusCode);
      reply.header('content-type', response.headers['content-type'] ?? 'application/json');
      return reply.send(response.body);
    } catch {
      const message = `The subgraph ${service} cannot be reached.`;
      return reply.code(502).send(failure('SUBGRAPH_UNAVAILABLE', message));
    }
  });
  return app;
}

const failure = (code: string, message: string) => ({
  errors: [{ message, extensions: { code } }],
});

/** All that a service learns of the client. An address is believed only from the header that the gateway sets itself. */
function signedHeadersOf(
  request: FastifyRequest,
  addressHeader: string | undefined,
): SignedHeaderValues {
  const values: Record<string, string> = {
    'x-request-id': textOf(request, 'x-request-id') ?? request.id,
  };
  const names = {
    authorization: 'authorization',
    'x-store-id': 'x-store-id',
    'x-client-user-agent': 'x-client-user-agent',
  };
  for (const [name, from] of Object.entries({ ...names, 'x-client-address': addressHeader })) {
    const value = from === undefined ? undefined : textOf(request, from);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

const textOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
};
