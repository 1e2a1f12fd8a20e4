import { constants, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Transport } from './transport.ts';

export interface ClientTimeouts {
  /** Milliseconds until the headers of a request, or the first request of a connection, must be there. */
  readonly headers: number;
  /** Milliseconds until the whole of a request must be there. */
  readonly request: number;
  /** Milliseconds that a connection without a request is kept. */
  readonly idle: number;
}

/**
 * Fastify's options for a server that speaks HTTP/2. They are no part of its type, because to the rest of the gateway all
 * servers look like one of HTTP/1.1.
 */
export function http2Options(transport: Transport, timeouts: ClientTimeouts): object {
  if (transport.protocol === 'http1') return {};
  const settings = { maxConcurrentStreams: 100, maxHeaderListSize: 16_384 };
  const shared = {
    http2: true,
    http2SessionTimeout: timeouts.idle,
    // Fastify closes idle connections of HTTP/1.1 servers only; `boundHttp2` closes what these hold.
    forceCloseConnections: false,
  };
  if (transport.protocol !== 'tls') return { ...shared, http: { settings } };
  const { cert, key } = transport;
  const tls = { cert, key, allowHTTP1: true, handshakeTimeout: timeouts.headers };
  return { ...shared, https: { ...tls, settings } };
}

/** Gives a server of HTTP/2 what Node's has for HTTP/1.1 alone: bounds on slow clients, and a way to an end. */
export function boundHttp2(app: FastifyInstance, timeouts: ClientTimeouts): void {
  const sockets = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  let closing = false;
  Object.assign(app.server, {
    // For its clients of HTTP/1.1 over TLS.
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.idle,
    connectionsCheckingInterval: 1_000,
    closeAllConnections() {
      for (const socket of sockets) socket.destroy();
    },
  });
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    const silent = setTimeout(() => session.destroy(), timeouts.headers);
    session.once('stream', () => clearTimeout(silent));
    session.once('close', () => {
      clearTimeout(silent);
      sessions.delete(session);
    });
    if (closing) session.close();
  });
  app.server.on('request', ({ stream }: Partial<Http2ServerRequest>) => {
    if (stream === undefined || stream.endAfterHeaders) return;
    const slow = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), timeouts.request);
    for (const event of ['end', 'close']) stream.once(event, () => clearTimeout(slow));
  });
  app.addHook('preClose', async () => {
    closing = true;
    // Running requests finish; new ones are refused, and their clients told to connect anew.
    for (const session of sessions) session.close();
  });
}
