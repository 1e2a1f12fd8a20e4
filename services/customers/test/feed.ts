import { signatureHeader, signCall } from '@customer-graph/trust';
import { internalSecret } from '@customer-graph/testing';
import { request } from 'undici';
import { z } from 'zod';

const any = z.strictObject({
  cursor: z.string(),
  id: z.uuid(),
  type: z.string(),
  version: z.literal(1),
  storeId: z.string(),
  subject: z.uuid(),
  occurredAt: z.iso.datetime(),
  payload: z.unknown(),
});
const event = any.extend({
  payload: z.strictObject({
    status: z.enum(['ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED']),
    version: z.int().min(1),
    mergedInto: z.uuid().nullable(),
    requestId: z.uuid().nullable(),
  }),
});
/** About a person without an account; the subject is the request. */
const contactEvent = any.extend({
  type: z.literal('contact.erased'),
  payload: z.strictObject({ requestId: z.uuid() }),
});
const page = z
  .strictObject({ events: z.array(any), more: z.boolean() })
  .transform(({ events, more }) => {
    const [contacts, customers] = [true, false].map((wanted) =>
      events.filter(({ type }) => type.startsWith('contact.') === wanted),
    );
    return {
      events: z.array(event).parse(customers),
      contacts: z.array(contactEvent).parse(contacts),
      more,
    };
  });

/** The feed as another process reads it. */
export function createFeedReader(url: string) {
  const read = async (path: string, headers: Record<string, string> = {}) => {
    const { statusCode, body } = await request(url + path, { headers });
    const text = await body.text();
    return { statusCode, text };
  };
  return {
    unsigned: read,
    /** Events in order, checked against the contract. */
    signed: async (after = '0-0', limit = 500) => {
      const path = `/events?after=${after}&limit=${limit}`;
      const call = { service: 'customers', path, headers: {}, body: '' };
      const signature = signCall(internalSecret, 'another-service', call);
      const { text } = await read(path, { [signatureHeader]: signature });
      return page.parse(JSON.parse(text));
    },
  };
}
