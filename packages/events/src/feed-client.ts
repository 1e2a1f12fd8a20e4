import { signatureHeader, signCall } from '@customer-graph/trust';
import { Agent, request } from 'undici';
import { feedPageSchema } from './event.ts';

export interface FeedAddress {
  /** The name of the service that tells. */
  readonly feed: string;
  /** Its base URL, without a path. */
  readonly url: string;
  /** The name of the service that listens. */
  readonly caller: string;
  readonly secret: string;
}

/** The feed answered, but not as a feed does; `message` says how. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
}

const waitSeconds = 20;
// A page is applied in one transaction of at most ten seconds.
const pageSize = 50;

/** Reads a provider's feed page by page over one connection. */
export function createFeedClient({ feed, url, caller, secret }: FeedAddress) {
  const timeout = (waitSeconds + 5) * 1_000;
  const agent = new Agent({
    connections: 1,
    headersTimeout: timeout,
    bodyTimeout: 5_000,
    maxResponseSize: 8_388_608,
  });
  return {
    /** @throws FeedError for an answer that is no page of a feed; other errors when there is no answer */
    async read(after: string, signal: AbortSignal) {
      const path = `/events?after=${after}&limit=${pageSize}&wait=${waitSeconds}`;
      const signature = signCall(secret, caller, { service: feed, path, headers: {}, body: '' });
      const headers = { [signatureHeader]: signature };
      const { statusCode, body } = await request(url + path, {
        dispatcher: agent,
        headers,
        signal,
      });
      const text = await body.text();
      if (statusCode !== 200)
        throw new FeedError(`the feed answered ${statusCode}: ${text.slice(0, 200)}`);
      const page = feedPageSchema.safeParse(parseJson(text));
      if (!page.success) throw new FeedError('the answer is no page of a feed');
      return page.data;
    },
    close: () => agent.destroy(),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
