export { readCustomerEvent, type CustomerEvent, type CustomerStatus } from './customer-event.ts';
export { createCustomerReferences, type CustomerReferences } from './customer-references.ts';
export { createReceiptSender, writeReceipt, type PrivacyReceipt } from './receipts.ts';
export {
  customerNotActive,
  type CustomerNotActiveError,
  type ReferenceError,
  type UnknownCustomerError,
} from './reference-errors.ts';
export { notClosed, rememberCustomer } from './references.ts';
