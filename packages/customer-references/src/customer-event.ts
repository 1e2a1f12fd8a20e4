import type { FeedEvent } from '@customer-graph/events';
import { z } from 'zod';

/** Where a customer stands; only ACTIVE may be referred to anew. */
export const customerStatuses = ['ACTIVE', 'DEACTIVATED', 'MERGED', 'ERASED'] as const;
export type CustomerStatus = (typeof customerStatuses)[number];

/** The customers module's events, version 1. Each carries where the customer stands, whatever it is about. */
const contract = z.object({
  version: z.literal(1),
  subject: z.uuid(),
  type: z.enum([
    'customer.created',
    'customer.status_changed',
    'customer.merged',
    'customer.erased',
    'customer.export_requested',
  ]),
  payload: z.object({
    status: z.enum(customerStatuses),
    version: z.int().min(1),
    mergedInto: z.uuid().nullable(),
    /** The privacy request to answer to; for erasure and export only. */
    requestId: z.uuid().nullable(),
  }),
});

export interface CustomerEvent {
  readonly type: z.output<typeof contract>['type'];
  readonly storeId: string;
  readonly customerId: string;
  readonly status: CustomerStatus;
  /** Grows with every change of the customer: what decides between two events, not their arrival. */
  readonly version: number;
  readonly mergedInto: string | null;
  readonly requestId: string | null;
}

/**
 * Reads an event of the customers feed.
 * @returns null for a type that this contract does not know: providers may add some
 * @throws ZodError for a known type of another version or shape
 */
export function readCustomerEvent(event: FeedEvent): CustomerEvent | null {
  if (!contract.shape.type.safeParse(event.type).success) return null;
  const { type, subject, payload } = contract.parse(event);
  return { type, storeId: event.storeId, customerId: subject, ...payload };
}

const contactContract = z.object({
  version: z.literal(1),
  type: z.literal('contact.erased'),
  payload: z.object({ requestId: z.uuid() }),
});

/** The data of a person without an account is to be removed. Who it is, the request says: see `readContactEmails`. */
export interface ContactEvent {
  readonly type: 'contact.erased';
  readonly storeId: string;
  readonly requestId: string;
}

/**
 * Reads an event of the customers feed that is about no customer.
 * @returns null for every other type
 * @throws ZodError for another version or shape
 */
export function readContactEvent(event: FeedEvent): ContactEvent | null {
  if (event.type !== contactContract.shape.type.value) return null;
  const { type, payload } = contactContract.parse(event);
  return { type, storeId: event.storeId, ...payload };
}
