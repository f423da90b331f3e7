export { idempotencyErrors } from './idempotency-errors.ts';
export type { IdempotentRequest } from './idempotent-request.ts';
export { runIdempotent } from './run-idempotent.ts';
export type { Timing } from './timing.ts';
