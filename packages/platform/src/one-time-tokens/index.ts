export { forgetTokens } from './forget-tokens.job.ts';
export { consumeToken, type IssuedToken, issueToken, type OneTimeUse } from './one-time-tokens.ts';
