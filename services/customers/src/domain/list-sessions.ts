import type { Principal } from '@customer-graph/trust';
import { listSessions, type Session } from '../db/sessions.ts';
import type { Customer } from './customer.ts';
import type { Module } from './module.ts';

const maxSessions = 100;

/** The running sessions of the customer who asks, the one it asks from marked; null for anyone else. */
export async function ownSessions(
  { db }: Module,
  customer: Customer,
  principal: Principal | null,
): Promise<(Session & { current: boolean })[] | null> {
  if (principal?.kind !== 'customer' || principal.id !== customer.id) return null;
  const sessions = await listSessions(db, customer, maxSessions);
  return sessions.map((session) => ({ ...session, current: session.id === principal.sessionId }));
}
