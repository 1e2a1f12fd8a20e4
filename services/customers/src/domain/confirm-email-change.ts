import { changeCustomer, unlessTaken } from '../db/customers.ts';
import { recordHistory } from '../db/history.ts';
import { voidMailTokens } from '../db/mail-tokens.ts';
import { invalidToken, type InvalidTokenError } from './answers.ts';
import { customerPayload, type CustomerPayload } from './customer.ts';
import { useMailToken } from './mail-token.ts';
import type { Module } from './module.ts';

interface Changed extends CustomerPayload {
  readonly before: string;
}

/**
 * Makes the address that the token was mailed to the customer's; it is verified by that. Tokens mailed to the old address
 * stop working, and its owner is told. When another customer has taken the address meanwhile, the token is not valid.
 */
export async function confirmEmailChange(
  module: Module,
  storeId: string,
  token: string,
): Promise<CustomerPayload | InvalidTokenError> {
  const use = { storeId, purpose: 'CHANGE_EMAIL' as const, token };
  const answer = await unlessTaken(
    () =>
      useMailToken(
        module,
        use,
        async (tx, { id, storeId, email: before }, email): Promise<Changed> => {
          await voidMailTokens(tx, id);
          await recordHistory(
            tx,
            { id, storeId },
            { type: 'EMAIL_CHANGED', actor: `customer:${id}` },
          );
          const customer = await changeCustomer(tx, id, {
            email: email.typed,
            emailNormal: email.normal,
            emailVerifiedAt: new Date(),
          });
          return { ...customerPayload(customer), before };
        },
      ),
    invalidToken(),
  );
  if (answer.__typename !== 'CustomerPayload') return answer;
  const { preferredLanguage: language } = answer.customer;
  module.postbox.post({ storeId, kind: 'email-changed', to: answer.before, language });
  return answer;
}
