import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const cacheErrors = {
  CACHE_INVALIDATION_PENDING: {
    kind: 'unavailable',
    title: 'Copies could not be dropped from the store yet',
  },
  CACHE_SCOPE_INVALID: { kind: 'invalid', title: 'This is no category or no version of cached values' },
} as const satisfies ErrorTable;

export const fail = errorsOf(cacheErrors);
