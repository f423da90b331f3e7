import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const cacheErrors = {
  CACHE_SCOPE_INVALID: { kind: 'invalid', title: 'This is no category or no version of cached values' },
} as const satisfies ErrorTable;

export const fail = errorsOf(cacheErrors);
