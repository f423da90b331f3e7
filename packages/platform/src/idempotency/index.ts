export { commandPointers } from './command-pointers.accelerated.ts';
export type { CommandPointers } from './command-pointers.ts';
export { idempotencyErrors } from './idempotency-errors.ts';
export { idempotencyModule } from './idempotency-module.ts';
export type { IdempotentRequest } from './idempotent-request.ts';
export { runIdempotent } from './run-idempotent.ts';
export type { Timing } from './timing.ts';
