export type { Circuit } from './circuit.ts';
export { circuitModule } from './circuit-module.ts';
export type { ExternalClient, ExternalOperation, ExternalSystem } from './external-system.ts';
export { type ExternalSystems, externalSystems } from './external-systems.ts';
