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
