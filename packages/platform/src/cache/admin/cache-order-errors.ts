import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const cacheOrderErrors = {
  CACHE_CATEGORY_NOT_FOUND: { kind: 'notFound', title: 'There is no such category of cached values' },
  CACHE_CATEGORY_SHARED: { kind: 'conflict', title: 'The category belongs to all tenants' },
  CACHE_COPIES_OFF: { kind: 'conflict', title: 'Copies are off' },
  CACHE_NOT_QUARANTINED: { kind: 'conflict', title: 'These copies are not in quarantine' },
  CACHE_NOT_WARMED: { kind: 'conflict', title: 'Copies of the category are left to their readers' },
  CACHE_TUNING_CHANGED: { kind: 'preconditionFailed', title: 'If-Match names another version of the tuning' },
  CACHE_TUNING_INVALID: { kind: 'unprocessable', title: 'The category cannot be tuned like that' },
  CACHE_VERSION_IMPOSSIBLE: { kind: 'invalid', title: 'No key of the category can have such a version' },
} as const satisfies ErrorTable;

export const fail = errorsOf(cacheOrderErrors);
