/** On whose behalf a call is made: the customer's own, or the shop's by its staff and services. */
export type Owner = 'CUSTOMER' | 'SHOP';

/** @param actor as histories name it, such as `staff:42` */
export const ownerOf = (actor: string): Owner =>
  actor.startsWith('customer:') ? 'CUSTOMER' : 'SHOP';
