export * from './authenticator.ts';
export * from './development-issuer.ts';
export { authErrors } from './errors.ts';
export * from './jwt-authenticator.ts';
export { isLoopback } from './loopback.ts';
export * from './principal.ts';
export type { ClaimNames } from './token-claims.ts';
