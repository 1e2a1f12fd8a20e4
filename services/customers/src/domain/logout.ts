import { endSessionOfToken } from '../db/sessions.ts';
import { requestAccepted, type RequestAccepted } from './answers.ts';
import type { Module } from './module.ts';
import { hashOf, isSecret } from './secrets.ts';

/** Ends the session of a refresh token, if there is one. */
export async function logout(
  { db }: Module,
  storeId: string,
  refreshToken: string,
): Promise<RequestAccepted> {
  if (isSecret(refreshToken)) await endSessionOfToken(db, storeId, hashOf(refreshToken));
  return requestAccepted('The session has ended.');
}
