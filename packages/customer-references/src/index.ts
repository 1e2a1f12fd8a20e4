export { readCustomerEvent, type CustomerEvent, type CustomerStatus } from './customer-event.ts';
export { createReceiptSender, writeReceipt, type PrivacyReceipt } from './receipts.ts';
export { ensureCustomerKnown, lockReference, rememberCustomer } from './references.ts';
