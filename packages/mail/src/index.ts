export { mailLink } from './link.ts';
export type { MailTransport, Message } from './message.ts';
export { createMailTransport } from './transport.ts';
