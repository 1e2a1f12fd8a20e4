import { z } from 'zod';

/** How a store's mails look to their readers; the same in every module that sends some. */
export const storeMail = {
  /** How mails name the store; its id when left out. */
  name: z.string().min(1).max(100).optional(),
  /** The shop's address, which the links in mails begin with. */
  linkBase: z.url({ protocol: /^https?$/ }).default('http://localhost:3000'),
  /** Sender of the store's mails. */
  mailFrom: z.email().default('no-reply@localhost.localdomain'),
};

interface MailEnvironment {
  readonly NODE_ENV: string;
  readonly STORES?: readonly { readonly linkBase: string; readonly mailFrom: string }[];
}

/** Arguments of `refine`. `when` has it run although other variables are wrong, so that all errors are reported together. */
type EnvironmentCheck = [
  check: (environment: MailEnvironment) => boolean,
  options: { path: string[]; message: string; when: () => boolean },
];

const productionOnly = (holds: (store: { linkBase: string; mailFrom: string }) => boolean) => {
  return ({ NODE_ENV, STORES }: MailEnvironment): boolean =>
    // Also called for stores that are wrong already, which is reported elsewhere.
    NODE_ENV !== 'production' || !Array.isArray(STORES) || STORES.every(holds);
};

/** A check of an environment: in production, links in mails lead to where customers can follow them, and nobody can read along. */
export const linksReachCustomers: EnvironmentCheck = [
  productionOnly(({ linkBase }) => {
    if (!URL.canParse(linkBase)) return true;
    const { protocol, hostname } = new URL(linkBase);
    return protocol === 'https:' && !isLocal(hostname);
  }),
  {
    path: ['STORES'],
    message:
      'in production, each store needs a linkBase that its customers can open over https, such as https://shop.example.com',
    when: () => true,
  },
];

/** A check of an environment: in production, mails come from a domain that mail servers accept. */
export const sendersAreReal: EnvironmentCheck = [
  productionOnly(({ mailFrom }) => !isLocal(String(mailFrom).split('@').at(-1) ?? '')),
  {
    path: ['STORES'],
    message:
      'in production, each store needs a mailFrom at a public domain, such as no-reply@shop.example.com',
    when: () => true,
  },
];

const localName = /(^|\.)(localhost|localdomain|local|internal|lan|home\.arpa|invalid)$/;
const loopback = /^(127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/;

/** Whether a host has a meaning on this machine or network only. */
function isLocal(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return localName.test(name) || loopback.test(name) || !/[.:]/.test(name);
}
