import type { Principal } from '@customer-graph/trust';

/**
 * Whether a caller that was given a customer may see what is personal about it. Staff and services that may only write get
 * customers back from what they write; that must not be a way to read them.
 */
export const seesPersonalData = (principal: Principal | null): boolean =>
  principal === null ||
  principal.kind === 'customer' ||
  principal.permissions.has('customers:read');

/** Whether a caller may see what is kept of the store's people for staff and services. */
export const seesStore = (principal: Principal | null): boolean =>
  principal !== null &&
  principal.kind !== 'customer' &&
  principal.permissions.has('customers:read');
