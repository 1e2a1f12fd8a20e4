import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cors from '@fastify/cors';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import { boundHttp2, http2Options, type ClientTimeouts } from './http2.ts';
import { codedError, refuseUnreadable, replyWithErrors } from './request-errors.ts';
import { securityHeaders } from './security-headers.ts';
import type { Transport } from './transport.ts';

export interface ServerOptions {
  readonly log: Logger;
  /** Bytes of a request's body. */
  readonly bodyLimit: number;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: boolean | number | string[];
  readonly transport: Transport;
}

// A client that sends its request a byte at a time holds a connection no longer than this.
const timeouts: ClientTimeouts = { headers: 5_000, request: 10_000, idle: 72_000 };
const requestIdFormat = /^[\w.-]{1,64}$/;

/** An HTTP server with everything that does not depend on GraphQL. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { trustProxy: hops } = options;
  const loggerInstance: FastifyBaseLogger = options.log;
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimit,
    trustProxy: typeof hops === 'number' ? (_address, hop) => hop < hops : hops,
    requestTimeout: timeouts.request,
    http: { headersTimeout: timeouts.headers, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: refuseUnreadable,
    keepAliveTimeout: timeouts.idle,
    forceCloseConnections: 'idle',
    // A logger for each request would cost more than its one line.
    childLoggerFactory: (logger) => logger,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    routerOptions: { maxParamLength: 100 },
    ...http2Options(options.transport, timeouts),
  });
  if (options.transport.protocol !== 'http1') boundHttp2(app, timeouts);
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('principal', null);
  app.decorateRequest('tokenFailure', null);
  app.decorateRequest('operationRecord', null);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(securityHeaders).header('x-request-id', request.id);
    done();
  });
  await app.register(cors, {
    origin: [...options.corsOrigins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 86_400,
  });
  await app.register(compress, { threshold: 1_024, encodings: ['br', 'gzip'] });
  app.setNotFoundHandler((request, reply) =>
    replyWithErrors(request, reply, 404, [codedError('NOT_FOUND', 'Not found')]),
  );
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { status, code, message } = describe(error, request);
    return replyWithErrors(request, reply, status, [codedError(code, message)]);
  });
  return app;
}

function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && requestIdFormat.test(given) ? given : randomUUID();
}

function describe(error: FastifyError, request: FastifyRequest) {
  const status = error.statusCode ?? 500;
  if (status === 413)
    return { status, code: 'OPERATION_LIMIT_EXCEEDED', message: 'The request is too large' };
  if (status === 415)
    return { status, code: 'BAD_REQUEST', message: 'The body must be application/json' };
  if (status >= 400 && status < 500)
    return { status, code: 'BAD_REQUEST', message: 'The request cannot be read' };
  request.log.error({ reqId: request.id, err: error }, 'request failed');
  return { status: 500, code: 'INTERNAL_SERVER_ERROR', message: 'Internal server error' };
}
