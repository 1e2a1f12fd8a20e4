import { forbidden, requirePrincipal, requireStore, scopeOf } from '@customer-graph/subgraph';
import type { MutationResolvers } from '../../generated/resolvers.ts';
import type { Context } from '../context.ts';
import { acknowledgePrivacyRequest } from '../domain/acknowledge-privacy-request.ts';
import { cancelErasure } from '../domain/cancel-erasure.ts';
import { changePassword } from '../domain/change-password.ts';
import { confirmEmailChange } from '../domain/confirm-email-change.ts';
import { createAddress } from '../domain/create-address.ts';
import { createCustomer } from '../domain/create-customer.ts';
import { deleteAddress } from '../domain/delete-address.ts';
import { endSession } from '../domain/end-session.ts';
import { holdPrivacyRequest } from '../domain/hold-privacy-request.ts';
import { login } from '../domain/login.ts';
import { logoutEverywhere } from '../domain/logout-everywhere.ts';
import { logout } from '../domain/logout.ts';
import { mergeCustomers } from '../domain/merge-customers.ts';
import { refreshSession } from '../domain/refresh-session.ts';
import { registerCustomer } from '../domain/register-customer.ts';
import { requestDataExport } from '../domain/request-data-export.ts';
import { requestEmailChange } from '../domain/request-email-change.ts';
import { requestCustomerErasure, requestMyErasure } from '../domain/request-erasure.ts';
import { requestErasureByEmail } from '../domain/request-erasure-by-email.ts';
import { requestPasswordReset } from '../domain/request-password-reset.ts';
import { resendEmailVerification } from '../domain/resend-email-verification.ts';
import { resetPassword } from '../domain/reset-password.ts';
import { setCustomerActive } from '../domain/set-customer-active.ts';
import { setDefaultAddress } from '../domain/set-default-address.ts';
import { updateAddress } from '../domain/update-address.ts';
import { updateCustomer } from '../domain/update-customer.ts';
import { updatePreferences } from '../domain/update-preferences.ts';
import { verifyEmail } from '../domain/verify-email.ts';

const writable = (context: Context) => scopeOf(context, 'customers:write');
const self = (context: Context) => {
  const { storeId, id: customerId } = requirePrincipal(context);
  return { storeId, customerId, clientAddress: context.clientAddress };
};
/** The store in which a module speaks, which it does for itself only. */
function speaksFor(context: Context, { module }: { module: string }): string {
  const { storeId, id: caller } = requirePrincipal(context);
  if (caller !== module) throw forbidden();
  return storeId;
}

export const Mutation: MutationResolvers = {
  registerCustomer: (_parent, { input }, context) => {
    const { module, clientAddress } = context;
    return registerCustomer(module, { storeId: requireStore(context), input, clientAddress });
  },
  resendEmailVerification: (_parent, { email }, context) => {
    const { module, clientAddress } = context;
    return resendEmailVerification(module, {
      storeId: requireStore(context),
      email,
      clientAddress,
    });
  },
  verifyEmail: (_parent, { token }, context) =>
    verifyEmail(context.module, requireStore(context), token),
  login: (_parent, { email, password }, context) =>
    login(context.module, { storeId: requireStore(context), email, password, origin: context }),
  refreshSession: (_parent, { refreshToken }, context) =>
    refreshSession(context.module, requireStore(context), refreshToken),
  logout: (_parent, { refreshToken }, context) =>
    logout(context.module, requireStore(context), refreshToken),
  logoutEverywhere: (_parent, _args, context) => {
    const { storeId, customerId } = self(context);
    return logoutEverywhere(context.module, storeId, customerId);
  },
  endSession: (_parent, { id }, context) => {
    const { storeId, customerId } = self(context);
    return endSession(context.module, storeId, customerId, id);
  },
  requestPasswordReset: (_parent, { email }, context) => {
    const { module, clientAddress } = context;
    return requestPasswordReset(module, { storeId: requireStore(context), email, clientAddress });
  },
  resetPassword: (_parent, { token, newPassword }, context) =>
    resetPassword(context.module, { storeId: requireStore(context), token, newPassword }),
  changePassword: (_parent, { currentPassword, newPassword }, context) =>
    changePassword(context.module, { ...self(context), password: currentPassword }, newPassword),
  requestEmailChange: (_parent, { newEmail, password }, context) =>
    requestEmailChange(context.module, { ...self(context), password }, newEmail),
  confirmEmailChange: (_parent, { token }, context) =>
    confirmEmailChange(context.module, requireStore(context), token),

  updateMyProfile: (_parent, { input, expectedVersion }, context) => {
    const scope = writable(context);
    const { customerId: id } = self(context);
    return updateCustomer(context.module, { scope, id, input, expectedVersion });
  },
  updateMyPreferences: (_parent, { input, expectedVersion }, context) =>
    updatePreferences(context.module, { ...self(context), input, expectedVersion }),
  createAddress: (_parent, args, context) =>
    createAddress(context.module, { ...args, scope: writable(context) }),
  updateAddress: (_parent, { id, input, expectedVersion }, context) =>
    updateAddress(context.module, { scope: writable(context), id, input, expectedVersion }),
  deleteAddress: (_parent, { id }, context) => deleteAddress(context.module, writable(context), id),
  setDefaultAddress: (_parent, { id, use }, context) =>
    setDefaultAddress(context.module, writable(context), id, use),

  createCustomer: (_parent, { input, idempotencyKey }, context) =>
    createCustomer(context.module, { scope: writable(context), input, idempotencyKey }),
  updateCustomer: (_parent, args, context) =>
    updateCustomer(context.module, { scope: writable(context), ...args }),
  setCustomerActive: (_parent, { id, active, reason }, context) =>
    setCustomerActive(context.module, { scope: writable(context), id, active, reason }),
  mergeCustomers: (_parent, args, context) =>
    mergeCustomers(context.module, { scope: writable(context), ...args }),

  requestMyDataExport: (_parent, _args, context) => {
    const { storeId, customerId } = self(context);
    return requestDataExport(context.module, storeId, customerId);
  },
  requestMyErasure: (_parent, { password }, context) =>
    requestMyErasure(context.module, { ...self(context), password }),
  requestCustomerErasure: (_parent, { id, reason }, context) =>
    requestCustomerErasure(context.module, { scope: writable(context), id, reason }),
  requestErasureByEmail: (_parent, args, context) =>
    requestErasureByEmail(context.module, { ...args, scope: writable(context) }),
  cancelErasure: (_parent, { id }, context) => cancelErasure(context.module, writable(context), id),
  acknowledgePrivacyRequest: (_parent, args, context) =>
    acknowledgePrivacyRequest(context.module, { ...args, storeId: speaksFor(context, args) }),
  holdPrivacyRequest: (_parent, args, context) =>
    holdPrivacyRequest(context.module, { ...args, storeId: speaksFor(context, args) }),
};
