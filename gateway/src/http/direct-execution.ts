import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AdmittedOperation } from '../execution/admitted-operation.ts';
import type { CallContext } from '../execution/call-context.ts';
import type { Answer, CompleteAnswer } from '../execution/complete-answer.ts';
import { formatError } from '../execution/format-error.ts';
import { tokenRefusal } from '../execution/token-refusal.ts';
import type { IncomingRequest } from './graphql-request.ts';
import { mediaTypeFor } from './media-type.ts';

/**
 * Executes what there is nothing to decide about, in the way that Apollo Server would answer. Its pipeline finds out the same
 * each time, and takes longer over it than the compiled operation itself.
 * @returns the answer's JSON; undefined when there is anything about the request that Apollo Server must decide
 */
export function executeDirectly(
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { regular }: IncomingRequest,
  {
    admitted,
    call,
    complete,
  }: {
    readonly admitted: AdmittedOperation;
    readonly call: CallContext;
    readonly complete: CompleteAnswer;
  },
): Promise<Buffer> | undefined {
  if (!regular || admitted.faults) return undefined;
  const mediaType = mediaTypeFor(request.headers.accept);
  if (mediaType === undefined) return undefined;
  return admitted.execute(call).then(({ errors, data = null, extensions }) => {
    const { refused } = call;
    if (refused) void reply.code(tokenRefusal.status).headers(tokenRefusal.headers);
    const answer: Answer = refused
      ? { errors: [tokenRefusal.error] }
      : {
          errors: errors?.map((error) => formatError(error.toJSON())),
          data,
          extensions: extensions && { ...extensions },
        };
    complete(answer, call.record);
    void reply.header('content-type', mediaType);
    // As bytes, so that nobody after this has to measure and encode the text once more.
    return Buffer.from(JSON.stringify(answer));
  });
}
