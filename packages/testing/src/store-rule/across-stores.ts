/**
 * What may work across stores, and why. A statement refers to its reason by a comment: `across stores: feed`. A reason that no
 * statement refers to fails a test, and so does a reference where the store is named anyway.
 */
export const acrossStores: Readonly<Record<string, string>> = {
  feed: 'A consumer follows one feed with the events of all stores in one order.',
  'old events':
    'Housekeeping removes events that nobody needs any more, whichever store they are of.',
  'expired rows': 'Housekeeping removes what has expired, whichever store it is of.',
  'old exports': 'Housekeeping removes documents of exports that are a week old.',
  'search keys': 'Housekeeping computes search keys that a writer past the service has left to it.',
  'receipts to send': 'One sender works for all stores and then names the store of each receipt.',
  'due erasures': 'One job looks for erasures that are due and then names the store of each.',
  'requests to end': 'One job ends requests that no module is waited for any more.',
  'due privacy tasks': 'Workers take the task that is due first and then name its store.',
  'accounts to reconcile':
    'The command goes through the accounts of the whole database, store by store.',
};
