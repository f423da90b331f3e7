import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const limitErrors = {
  RATE_LIMITED: { kind: 'tooManyRequests', title: 'A quota of the caller is used up for the moment' },
  RATE_COST_TOO_HIGH: {
    kind: 'invalid',
    title: 'The request costs more than its quota ever has at once: ask for less in one request',
  },
  LIMITER_UNAVAILABLE: {
    kind: 'unavailable',
    title: 'The operation is closed while requests cannot be counted',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(limitErrors);
