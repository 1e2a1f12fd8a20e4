import type { Principal } from '@customer-graph/trust';
import { badUserInput, forbidden, unauthenticated } from './errors.ts';

/** Who is calling and from where; made once per request from verified material only. */
export interface RequestContext {
  /** Null for an anonymous caller. */
  readonly principal: Principal | null;
  /** The tenant: from the token, or for anonymous callers from `x-store-id`; null when that names no configured store. */
  readonly storeId: string | null;
  readonly requestId: string;
  readonly clientAddress: string | null;
  readonly clientUserAgent: string | null;
  /** The caller's Authorization header, to be passed on unchanged when another service is asked on its behalf. */
  readonly authorization: string | null;
}

/** What a service's own context extends: what is known of the request. */
export class Caller implements RequestContext {
  readonly principal: Principal | null;
  readonly storeId: string | null;
  readonly requestId: string;
  readonly clientAddress: string | null;
  readonly clientUserAgent: string | null;
  readonly authorization: string | null;

  constructor(request: RequestContext) {
    this.principal = request.principal;
    this.storeId = request.storeId;
    this.requestId = request.requestId;
    this.clientAddress = request.clientAddress;
    this.clientUserAgent = request.clientUserAgent;
    this.authorization = request.authorization;
  }
}

/** The rows a caller may reach: always one store, and in it one customer's or everyone's. */
export interface Scope {
  readonly storeId: string;
  /** Null: all customers of the store. */
  readonly customerId: string | null;
  /** Who is to be named in histories, such as `staff:42`. */
  readonly actor: string;
}

/** Throws a top-level error unless the caller may use the field. */
export type Rule = (context: RequestContext) => void;

/** Open to anonymous callers too; still inside one configured store. */
export const anyone: Rule = (context) => {
  requireStore(context);
};

/** Any verified caller; what it reaches is narrowed by {@link scopeOf}. */
export const signedIn: Rule = (context) => {
  requirePrincipal(context);
};

/** Customers only. */
export const customerOnly: Rule = (context) => {
  if (requirePrincipal(context).kind !== 'customer') throw forbidden();
};

/** Staff and services that hold the permission. */
export const permitted =
  (permission: string): Rule =>
  (context) => {
    if (!requirePrincipal(context).permissions.has(permission)) throw forbidden();
  };

/** A customer for what is its own, or staff and services that hold the permission. */
export const ownOr =
  (permission: string): Rule =>
  (context) => {
    scopeOf(context, permission);
  };

/** What the caller may reach: a customer its own rows, a holder of the permission the whole store, anyone else nothing. */
export function scopeOf(context: RequestContext, permission: string): Scope {
  const principal = requirePrincipal(context);
  const actor = actorOf(principal);
  if (principal.kind === 'customer')
    return { storeId: principal.storeId, customerId: principal.id, actor };
  if (principal.permissions.has(permission))
    return { storeId: principal.storeId, customerId: null, actor };
  throw forbidden();
}

export function requirePrincipal(context: RequestContext): Principal {
  if (!context.principal) throw unauthenticated();
  return context.principal;
}

/** The store of a call that may be anonymous. */
export function requireStore(context: RequestContext): string {
  if (context.storeId === null)
    throw badUserInput('The x-store-id header does not name a known store.');
  return context.storeId;
}

export const actorOf = (principal: Principal | null): string =>
  principal ? `${principal.kind}:${principal.id}` : 'anonymous';

type ResolverMap = Readonly<Record<string, object>>;

/** Rules by type and field. A field that needs a rule and has none can be used by nobody. */
export type AccessRules = Readonly<Record<string, Readonly<Record<string, Rule>>>>;

/**
 * Puts the rules in front of the resolvers: of all root fields, of every `__resolveReference`, and of every field of the
 * types that this service contributes to but does not own. A refused reference is null, like one that does not exist.
 */
export function guard(resolvers: ResolverMap, rules: AccessRules, contributes: readonly string[]) {
  const guarded = new Set(['Query', 'Mutation', ...contributes]);
  const wrap = (type: string, field: string, resolver: unknown): unknown => {
    if (!isResolver(resolver)) return resolver;
    const rule = rules[type]?.[field];
    if (field === '__resolveReference') {
      return (reference: unknown, context: RequestContext, ...rest: unknown[]) =>
        allows(rule, context) ? resolver(reference, context, ...rest) : null;
    }
    if (!rule && !guarded.has(type)) return resolver;
    return (parent: unknown, args: unknown, context: RequestContext, ...rest: unknown[]) => {
      (rule ?? nobody)(context);
      return resolver(parent, args, context, ...rest);
    };
  };
  return Object.fromEntries(
    Object.entries(resolvers).map(([type, fields]) => [
      type,
      isPlain(fields) ? mapFields(type, fields, wrap) : fields,
    ]),
  );
}

export type Resolver = (...args: unknown[]) => unknown;
export const isResolver = (value: unknown): value is Resolver => typeof value === 'function';
const isPlain = (value: object) => Object.getPrototypeOf(value) === Object.prototype;

const mapFields = (
  type: string,
  fields: object,
  wrap: (type: string, field: string, resolver: unknown) => unknown,
) =>
  Object.fromEntries(
    Object.entries(fields).map(([field, resolver]) => [field, wrap(type, field, resolver)]),
  );

const nobody: Rule = (context) => {
  throw context.principal ? forbidden() : unauthenticated();
};

function allows(rule: Rule | undefined, context: RequestContext): boolean {
  try {
    (rule ?? nobody)(context);
    return true;
  } catch {
    return false;
  }
}
