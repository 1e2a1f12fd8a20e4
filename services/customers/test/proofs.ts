import { expect, vi } from 'vitest';
import type { Mail } from './mailbox.ts';
import type { CustomersUnderTest } from './start.ts';
import { createStorefront } from './storefront.ts';

/** What can be done about one address, by people who do not know of each other. */
export const steps = ['anna', 'bert', 'resend', 'reset', 'invite', 'change'] as const;
export type Step = (typeof steps)[number];

export const passwords = {
  anna: 'seven purple lanterns hum',
  bert: 'gravel choir under bridges',
  chosen: 'window facing northern pines',
  carol: 'patient otters folding maps',
} as const;
type Person = keyof typeof passwords;

/** What the link in a mail makes true of the address: whose password opens the account, and whose name it has. */
interface Activation {
  /** False once staff have opened an account with an address that another customer wanted to have. */
  readonly works: boolean;
  readonly password: Person;
  readonly name: string | null;
  /** The sign-in of whoever opened the account lives on. */
  readonly keepsSession: boolean;
}

/**
 * The rules in a few lines, apart from the code: a mail activates what came with it, and nothing that was entered by others.
 * @returns what the link of each mail to the address activates, in the sequence of the mails
 */
export function expectedMails(done: readonly Step[]): Activation[] {
  let mails: Activation[] = [];
  let opener: 'anna' | 'bert' | 'staff' | null = null;
  let registrations = 0;
  const staffName = () => (opener === 'staff' ? 'Staff' : null);
  for (const step of done) {
    if (step === 'anna' || step === 'bert') {
      const first = opener === null;
      opener ??= step;
      if (opener !== 'staff') registrations += 1;
      mails.push({ works: true, password: step, name: step, keepsSession: first });
    } else if (step === 'invite') {
      if (opener !== null) continue;
      opener = 'staff';
      mails = mails.map((mail) => ({ ...mail, works: false }));
      mails.push({ works: true, password: 'chosen', name: 'Staff', keepsSession: false });
    } else if (step === 'resend' || step === 'reset') {
      if (opener === null) continue;
      const sole = step === 'resend' && registrations === 1 ? opener : null;
      mails.push(
        sole === 'anna' || sole === 'bert'
          ? { works: true, password: sole, name: sole, keepsSession: true }
          : { works: true, password: 'chosen', name: staffName(), keepsSession: false },
      );
    } else if (opener !== 'staff') {
      mails.push({ works: true, password: 'carol', name: 'carol', keepsSession: false });
    }
  }
  return mails;
}

let scenarios = 0;

/** Does the steps in one store for a new address, opens one of the mails, and checks who is in and who is not. */
export async function playOut(
  customers: CustomersUnderTest,
  storeId: 'demo' | 'open',
  done: readonly Step[],
  opened: number,
): Promise<void> {
  const shop = createStorefront(customers, storeId);
  const number = (scenarios += 1);
  const email = `proof-${number}@example.com`;
  const permissions = ['customers:write'];
  const staff = await customers.authorize({ kind: 'staff', storeId, permissions });
  const carolsAddress = `carol-${number}@example.com`;
  const carol = done.includes('change')
    ? await shop.newCustomer(carolsAddress, { password: passwords.carol, firstName: 'carol' })
    : null;
  const mails: Mail[] = [];
  const early: Awaited<ReturnType<typeof shop.signIn>>[] = [];
  const act: Record<Step, () => Promise<unknown>> = {
    anna: () => shop.register(email, { password: passwords.anna, firstName: 'anna' }),
    bert: () => shop.register(email, { password: passwords.bert, firstName: 'bert' }),
    resend: () => shop.mutate(`resendEmailVerification(email: "${email}")`),
    reset: () => shop.mutate(`requestPasswordReset(email: "${email}")`),
    invite: () =>
      shop.mutate(
        `createCustomer(idempotencyKey: "${email}", input: { email: "${email}", firstName: "Staff" })`,
        '',
        staff,
      ),
    change: () =>
      shop.mutate(
        `requestEmailChange(newEmail: "${email}", password: "${passwords.carol}")`,
        '',
        carol?.authorization,
      ),
  };
  for (const [index, step] of done.entries()) {
    await act[step]();
    const expected = expectedMails(done.slice(0, index + 1)).length;
    await vi.waitFor(
      async () => {
        const found = (await customers.mailbox.all(email)).filter(({ token }) => token !== null);
        expect(found).toHaveLength(expected);
        mails.splice(0, mails.length, ...found);
      },
      { timeout: 30_000, interval: 30 },
    );
    const isOpener = index === done.findIndex((other) => other === 'anna' || other === 'bert');
    const opens = isOpener && !done.slice(0, index).includes('invite');
    if (storeId === 'open' && opens && (step === 'anna' || step === 'bert'))
      early.push(await shop.signIn(email, passwords[step]));
  }
  const activation = expectedMails(done)[opened];
  const mail = mails[opened];
  if (!activation || !mail) throw new Error('there is no such mail');
  const open = ({ kind, token }: Mail) =>
    shop.mutate(
      kind === 'verify-email'
        ? `verifyEmail(token: "${token}")`
        : kind === 'confirm-email-change'
          ? `confirmEmailChange(token: "${token}")`
          : `resetPassword(token: "${token}", newPassword: "${passwords.chosen}")`,
      '... on CustomerPayload { customer { email emailVerified firstName } }',
    );
  for (const [index, { works }] of expectedMails(done).entries())
    if (!works && mails[index])
      expect((await open(mails[index])).__typename).toBe('InvalidTokenError');
  expect(await open(mail)).toEqual({
    __typename: 'CustomerPayload',
    customer: { email, emailVerified: true, firstName: activation.name },
  });
  for (const other of mails) expect((await open(other)).__typename).toBe('InvalidTokenError');
  for (const session of early) {
    const alive = activation.keepsSession;
    const { data } = await customers.query<{ me: unknown }>('{ me { firstName } }', session);
    if (!alive) expect(data.me).toBeNull();
    expect((await shop.refresh(session.refreshToken)).__typename).toBe(
      alive ? 'AuthSession' : 'InvalidTokenError',
    );
  }
  const others = Object.keys(passwords).filter((person) => person !== activation.password);
  for (const person of others as Person[])
    expect((await shop.login(email, passwords[person])).__typename).toBe('InvalidCredentialsError');
  const session = await shop.signIn(email, passwords[activation.password]);
  const { data } = await customers.query('{ me { firstName emailVerified } }', session);
  expect(data).toEqual({ me: { firstName: activation.name, emailVerified: true } });
}
