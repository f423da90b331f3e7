import { type ErrorTable, errorsOf } from '@quotewright/kernel';

/** The IETF draft answers 422 for another payload; we answer 409, because the stored effect is what refuses it. */
export const idempotencyErrors = {
  IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD: {
    kind: 'conflict',
    title: 'This idempotency key has already been used for a different request',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    kind: 'conflict',
    title: 'The first request with this idempotency key is still being worked on',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(idempotencyErrors);

export const inProgress = () =>
  fail('IDEMPOTENCY_IN_PROGRESS', 'the first request with this key has not ended yet; ask again shortly', {
    retryAfterSeconds: 1,
  });
