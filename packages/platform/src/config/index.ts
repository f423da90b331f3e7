export * from './describe-settings.ts';
export * from './load-config.ts';
export { INSTALLATION_SECRET_ID, type NamedSecret } from './named-secrets.ts';
