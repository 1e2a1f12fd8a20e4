import DataLoader from 'dataloader';
import {
  Caller,
  requireStore,
  scopeOf,
  type ConnectionArgs,
  type RequestContext,
} from '@customer-graph/subgraph';
import { byCustomer } from './db/by-customer.ts';
import { findAddresses } from './db/addresses.ts';
import { selectConsentChanges, type ConsentChange } from './db/consents.ts';
import { findCustomers } from './db/customers.ts';
import { selectRequestsOf } from './db/list-privacy-requests.ts';
import { findReceipts, type Receipt } from './db/privacy-receipts.ts';
import type { Address } from './domain/address.ts';
import type { Customer } from './domain/customer.ts';
import { listHistories, type CustomerHistoryConnection } from './domain/list-history.ts';
import type { Module } from './domain/module.ts';
import type { PrivacyRequest } from './domain/privacy-request.ts';

/** What resolvers work with, made once per request. Each loader asks once for all customers of a request. */
export interface Context extends RequestContext {
  readonly module: Module;
  /** Customers that the caller may see, by id. */
  readonly customers: DataLoader<string, Customer | null>;
  /** By the id of a customer whose privacy request the caller was given. */
  readonly customersOfRequests: DataLoader<string, Customer | null>;
  /** By the id of a customer that the caller was given: its newest requests. */
  readonly privacyRequests: DataLoader<string, readonly PrivacyRequest[]>;
  /** By the id of a privacy request that the caller was given. */
  readonly receipts: DataLoader<string, readonly Receipt[]>;
  /** By the id of a customer that the caller was given. */
  readonly addresses: DataLoader<string, readonly Address[]>;
  readonly consentChanges: DataLoader<string, readonly ConsentChange[]>;
  readonly histories: (args: ConnectionArgs) => DataLoader<string, CustomerHistoryConnection>;
}

const maxConsentChanges = 100;
const maxPrivacyRequests = 100;
// A request may change what it has read before, so nothing is remembered within it; loads are only put together.
const batchOnly = { cache: false };

/**
 * Most requests use few of the loaders, so each is made when it is first asked for. Private to the compiler only: servers
 * copy their context value, which fields with a # do not survive.
 */
class LoaderContext extends Caller implements Context {
  readonly module: Module;
  private customersLoader: Context['customers'] | undefined;
  private requestCustomersLoader: Context['customersOfRequests'] | undefined;
  private privacyRequestsLoader: Context['privacyRequests'] | undefined;
  private receiptsLoader: Context['receipts'] | undefined;
  private addressesLoader: Context['addresses'] | undefined;
  private consentChangesLoader: Context['consentChanges'] | undefined;
  private historiesLoader: Context['histories'] | undefined;

  constructor(module: Module, request: RequestContext) {
    super(request);
    this.module = module;
  }

  get customers(): Context['customers'] {
    return (this.customersLoader ??= new DataLoader(async (ids) => {
      const { storeId, customerId } = scopeOf(this, 'customers:read');
      const visible = ids.filter((id) => customerId === null || id === customerId);
      const found = visible.length > 0 ? await findCustomers(this.module.db, storeId, visible) : [];
      const byId = new Map(
        found.flatMap((customer) => (customer ? [[customer.id, customer]] : [])),
      );
      return ids.map((id) => byId.get(id) ?? null);
    }, batchOnly));
  }

  get customersOfRequests(): Context['customersOfRequests'] {
    return (this.requestCustomersLoader ??= new DataLoader(
      (ids) => findCustomers(this.module.db, requireStore(this), ids),
      batchOnly,
    ));
  }

  get privacyRequests(): Context['privacyRequests'] {
    return (this.privacyRequestsLoader ??= new DataLoader(async (ids) => {
      const unique = [...new Set(ids)];
      const { db } = this.module;
      return byCustomer(
        ids,
        await selectRequestsOf(db, requireStore(this), unique, maxPrivacyRequests),
      );
    }, batchOnly));
  }

  get receipts(): Context['receipts'] {
    return (this.receiptsLoader ??= new DataLoader(
      (ids) => findReceipts(this.module.db, requireStore(this), ids),
      batchOnly,
    ));
  }

  get addresses(): Context['addresses'] {
    return (this.addressesLoader ??= new DataLoader(
      async (ids) => byCustomer(ids, await findAddresses(this.module.db, requireStore(this), ids)),
      batchOnly,
    ));
  }

  get consentChanges(): Context['consentChanges'] {
    return (this.consentChangesLoader ??= new DataLoader(async (ids) => {
      const unique = [...new Set(ids)];
      const { db } = this.module;
      const storeId = requireStore(this);
      return byCustomer(ids, await selectConsentChanges(db, storeId, unique, maxConsentChanges));
    }, batchOnly));
  }

  get histories(): Context['histories'] {
    return (this.historiesLoader ??= createHistories(this.module, this));
  }
}

export const createContext = (module: Module, request: RequestContext): Context =>
  new LoaderContext(module, request);

/** One loader for each set of arguments that a request selects histories with. */
function createHistories(module: Module, request: RequestContext): Context['histories'] {
  const loaders = new Map<string, ReturnType<Context['histories']>>();
  return (args) => {
    const key = JSON.stringify(args);
    const known = loaders.get(key);
    if (known) return known;
    const loader: ReturnType<Context['histories']> = new DataLoader(
      (ids) => listHistories(module, requireStore(request), ids, args),
      batchOnly,
    );
    loaders.set(key, loader);
    return loader;
  };
}
