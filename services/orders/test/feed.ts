import { signatureHeader, signCall } from '@customer-graph/trust';
import { internalSecret } from '@customer-graph/testing';
import { z } from 'zod';

const page = z.object({
  more: z.boolean(),
  events: z.array(
    z.object({
      cursor: z.string(),
      id: z.string(),
      type: z.string(),
      version: z.number(),
      storeId: z.string(),
      subject: z.string(),
      payload: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Reads a page of this service's feed as another service does. */
export async function readFeed(url: string, after = '0-0') {
  const path = `/events?after=${after}&limit=500`;
  const call = { service: 'orders', path, headers: {}, body: '' };
  const headers = { [signatureHeader]: signCall(internalSecret, 'listener', call) };
  const answer = await fetch(url + path, { headers });
  if (answer.status !== 200) throw new Error(`the feed answered ${answer.status}`);
  return page.parse(await answer.json());
}
