export { type SessionAuthenticator, sessionAuthenticator } from './session-authenticator.ts';
export { sessionModule } from './session-module.ts';
