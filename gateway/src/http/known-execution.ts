import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { GatewayContext } from '../graph/call-context.ts';
import type { KnownOperation } from '../graph/compiled-execution.ts';
import type { Answer, CompleteAnswer } from '../graph/complete-answer.ts';
import { formatError } from '../graph/format-error.ts';
import { tokenRefusal } from '../graph/token-refusal.ts';
import type { AdmittedOperation } from '../limits/admission.ts';
import { keptName } from '../telemetry/operation-record.ts';
import type { IncomingRequest } from './graphql-request.ts';

export interface KnownExecutionOptions {
  readonly known: (operation: AdmittedOperation) => KnownOperation | undefined;
  readonly complete: CompleteAnswer;
}

export interface KnownExecution {
  /**
   * Executes an operation that Apollo Server has executed before, in the way that it has answered.
   * @returns the answer's JSON; undefined when there is anything about the request that Apollo Server must decide
   */
  execute(
    request: FastifyRequest,
    reply: FastifyReply,
    incoming: IncomingRequest,
    context: GatewayContext,
  ): Promise<Buffer> | undefined;
  /** Remembers the media type that Apollo Server chose. */
  learn(request: FastifyRequest, mediaType: string): void;
}

/**
 * The short way of operations that come again. Apollo Server's pipeline (parse, validate, negotiate, plugins) finds out the
 * same each time, and takes longer over it than the compiled operation itself.
 */
export function createKnownExecution({ known, complete }: KnownExecutionOptions): KnownExecution {
  /** By the Accept header; requests without one are under the empty text. */
  const mediaTypes = new LRUCache<string, string>({ max: 100 });
  const acceptOf = ({ headers }: FastifyRequest) => headers.accept ?? '';

  return {
    execute(request, reply, { variables, regular }, context) {
      const { operation, record } = context.call;
      const mediaType = mediaTypes.get(acceptOf(request));
      const found = operation && regular && mediaType !== undefined ? known(operation) : undefined;
      const execution = found?.execute(variables, context);
      if (!found || !execution || mediaType === undefined) return undefined;
      const { name, operation: kind } = found.definition;
      if (name) record.name = keptName(name.value);
      record.kind = kind;
      record.hash = found.hash;
      return execution.then(({ errors, data = null, extensions }) => {
        const { refused } = context.call;
        if (refused) void reply.code(tokenRefusal.status).headers(tokenRefusal.headers);
        const answer: Answer = refused
          ? { errors: [tokenRefusal.error] }
          : {
              errors: errors?.map((error) => formatError(error.toJSON())),
              data,
              extensions: extensions && { ...extensions },
            };
        complete(answer, record);
        void reply.header('content-type', mediaType);
        // As bytes, so that nobody after this has to measure and encode the text once more.
        return Buffer.from(JSON.stringify(answer));
      });
    },
    learn: (request, mediaType) => mediaTypes.set(acceptOf(request), mediaType),
  };
}
