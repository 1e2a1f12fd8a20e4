/** Where verifiers of access tokens find the issuer's keys. */
export interface Discovery {
  readonly issuer: string;
  readonly jwksUrl: string | undefined;
}

/** The discovery document that token verifiers expect under `/.well-known/openid-configuration` (RFC 8414 names). */
export function discoveryDocument({ issuer, jwksUrl }: Discovery, ownUrl: string) {
  const base = URL.canParse(issuer) ? issuer : ownUrl;
  return {
    issuer,
    jwks_uri: jwksUrl ?? `${base.replace(/\/$/, '')}/.well-known/jwks.json`,
    id_token_signing_alg_values_supported: ['EdDSA'],
    subject_types_supported: ['public'],
    response_types_supported: ['token'],
  };
}
