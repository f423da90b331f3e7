export { type OutboxBell, processBell } from './bell.ts';
export { type OutboxBacklog, readOutboxBacklog } from './outbox-backlog.ts';
export { type OutboxRelay, startOutboxRelay } from './outbox-relay.ts';
export { type PostgresBellOptions, postgresBell } from './postgres-bell.ts';
export { type RelayMetrics, relayMetrics } from './relay-metrics.ts';
export type { OutboxRelayOptions } from './relay-workplace.ts';
