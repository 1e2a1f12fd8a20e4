import { subjects } from '../db/database.ts';
import { recordHistory } from '../db/history.ts';
import { endSessions } from '../db/sessions.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import { lockEditable } from './editable.ts';
import type { Module } from './module.ts';

/** Ends all sessions of a customer. Access tokens already given out live on for at most five minutes. */
export async function logoutEverywhere(
  { db }: Module,
  storeId: string,
  customerId: string,
): Promise<RequestAccepted> {
  await db.writerOf(subjects.customer(customerId)).$transaction(async (tx) => {
    const customer = await lockEditable(tx, { storeId, customerId }, customerId);
    if (!customer) return;
    await endSessions(tx, customer, 'LOGOUT');
    const actor = `customer:${customerId}`;
    await recordHistory(tx, customer, { type: 'SIGNED_OUT_EVERYWHERE', actor });
  });
  return requestAccepted('All sessions have ended.');
}
