export * from './committed-event.ts';
export * from './counting-connections.ts';
export * from './running-tenancy.ts';
export * from './tenancy-builders.ts';
export * from './tenancy-nodes.ts';
