export * from './domain-event.ts';
export * from './outbox.ts';
