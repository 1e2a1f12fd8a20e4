export { KeysUnavailableError } from './key-set.ts';
export { principalKinds, type Principal, type PrincipalKind } from './principal.ts';
export {
  signatureHeader,
  signCall,
  signedHeaders,
  verifyCall,
  type SignedCall,
  type SignedHeader,
  type SignedHeaderValues,
} from './signature.ts';
export {
  createTokenVerifier,
  InvalidTokenError,
  trustedIssuerSchema,
  type TokenVerifier,
  type TrustedIssuer,
} from './token-verifier.ts';
