export * from './describe-settings.ts';
export * from './load-config.ts';
