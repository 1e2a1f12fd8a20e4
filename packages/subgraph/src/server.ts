import { noticeOf, prepareLeaving } from '@customer-graph/stop';
import { createTokenVerifier } from '@customer-graph/trust';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import { requestContextReader } from './caller.ts';
import type { RequestContext } from './access.ts';
import type { SubgraphConfig } from './config.ts';
import { createGraphqlAnswerer } from './graphql.ts';
import { traceRequests } from './traced-requests.ts';
import { createExecutableSubgraph, type SubgraphDefinition } from './schema.ts';

export interface SubgraphOptions<Context extends RequestContext> extends SubgraphDefinition {
  /** The module's name: signatures are made for it, and it names the permissions of peers. */
  readonly name: string;
  readonly config: SubgraphConfig;
  readonly storeIds: ReadonlySet<string>;
  readonly log: Logger;
  /** Adds the module's operations and loaders to what is known of the request. */
  readonly context: (request: RequestContext) => Context;
  /** Resolves when the module can work, rejects with the reason when not. An object is shown in `/readyz` as detail. */
  readonly ready: () => Promise<unknown>;
  /** Routes beside GraphQL. */
  readonly routes?: (app: FastifyInstance) => void;
}

/** A running service. */
export interface RunningService {
  /** Base URL without a path. */
  readonly url: string;
  /** Says that it is not ready, after a notice refuses new connections, lets running requests finish and frees everything. */
  stop(): Promise<void>;
}

/** Bytes of a call. Only processes of ours are heard, and what one of them gathers for a customer may be long. */
const bodyLimit = 16_777_216;

/** Serves a module's schema on HTTP: signed calls only, every caller verified here again. */
export async function startSubgraph<Context extends RequestContext>(
  options: SubgraphOptions<Context>,
): Promise<RunningService> {
  const { name, config, log } = options;
  const loggerInstance: FastifyBaseLogger = log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    forceCloseConnections: 'idle',
  });
  // The signature covers the exact text, so the text is kept beside what it parses to.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.bodyText = body.toString();
    try {
      done(null, JSON.parse(request.bodyText));
    } catch {
      done(null, null);
    }
  });
  app.decorateRequest('bodyText', '');
  const leaving = prepareLeaving(
    app,
    noticeOf(config.STOP_NOTICE_MS, config.NODE_ENV === 'production'),
  );

  const readContext = requestContextReader({
    service: name,
    secrets: config.INTERNAL_SECRETS,
    storeIds: options.storeIds,
    verifier: createTokenVerifier({
      issuers: config.TRUSTED_ISSUERS,
      audience: config.TOKEN_AUDIENCE,
    }),
  });
  const traced = await traceRequests(name, config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const graphql = await createGraphqlAnswerer({
    schema: createExecutableSubgraph(options),
    log,
    context: async (request: FastifyRequest) => options.context(await readContext.read(request)),
  });
  app.post('/graphql', {
    preHandler: readContext.requireSignature,
    handler: async (request, reply) => {
      const { body, headers } = request;
      const { status, type, text } = await traced.run(headers, () =>
        graphql.answer(request, body, headers.accept),
      );
      void reply.code(status).type(type);
      return text;
    },
  });
  app.get('/livez', () => ({ status: 'live' }));
  app.get('/readyz', async (_request, reply) => {
    if (leaving.begun) return reply.code(503).send({ status: 'stopping' });
    try {
      const detail = await options.ready();
      return { status: 'ready', ...(isDetail(detail) && detail) };
    } catch {
      return reply.code(503).send({ status: 'not ready' });
    }
  });
  options.routes?.(app);
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  return {
    url,
    stop: async () => {
      await leaving.begin();
      await app.close();
      await graphql.stop();
      await traced.stop();
    },
  };
}

const isDetail = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

declare module 'fastify' {
  interface FastifyRequest {
    bodyText: string;
  }
}
