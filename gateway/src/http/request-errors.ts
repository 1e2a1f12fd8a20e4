import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { recordOf } from '../telemetry/operation-record.ts';

/** Answers a request that never becomes an executed operation, in the media type that the client asks for. */
export function replyWithErrors(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  errors: readonly GraphQLFormattedError[],
): FastifyReply {
  for (const { extensions } of errors)
    recordOf(request).errors.push({ code: String(extensions?.['code']) });
  const accept = request.headers.accept ?? '';
  const type = accept.includes('application/graphql-response+json')
    ? 'application/graphql-response+json'
    : 'application/json';
  return reply
    .code(status)
    .header('content-type', `${type}; charset=utf-8`)
    .send(JSON.stringify({ errors }));
}

/** One error with a code, as GraphQL answers carry it. */
export function codedError(code: string, message: string): GraphQLFormattedError {
  return { message, extensions: { code } };
}

/** What Node's server refuses before there is a request, by its codes. */
const unreadable: Readonly<Record<string, readonly [status: number, code: string, text: string]>> =
  {
    HPE_HEADER_OVERFLOW: [431, 'OPERATION_LIMIT_EXCEEDED', 'The request headers are too large'],
    ERR_HTTP_REQUEST_TIMEOUT: [408, 'BAD_REQUEST', 'The request timed out'],
  };

/** Milliseconds for such a client to read why. */
const closeWithin = 500;

/** Answers bytes that are no request as everything else is answered, and closes the connection. */
export function refuseUnreadable({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || code === 'ECONNRESET') return void socket.destroy();
  const [status, errorCode, message] = unreadable[code] ?? [
    400,
    'BAD_REQUEST',
    'The request cannot be read',
  ];
  const body = JSON.stringify({ errors: [codedError(errorCode, message)] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // A client that goes on sending, or never closes its side, is not waited for.
  setTimeout(() => socket.destroy(), closeWithin).unref();
}
