export { readContactEmails } from './contact-emails.ts';
export {
  readContactEvent,
  readCustomerEvent,
  type ContactEvent,
  type CustomerEvent,
  type CustomerStatus,
} from './customer-event.ts';
export { createCustomerReferences, type CustomerReferences } from './customer-references.ts';
export { createReceiptSender, writeHold, writeReceipt, type PrivacyReceipt } from './receipts.ts';
export {
  customerNotActive,
  type CustomerNotActiveError,
  type ReferenceError,
  type UnknownCustomerError,
} from './reference-errors.ts';
export { notClosed, rememberCustomer } from './references.ts';
