import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const cacheOrderErrors = {
  CACHE_CATEGORY_NOT_FOUND: { kind: 'notFound', title: 'There is no such category of cached values' },
  CACHE_CATEGORY_SHARED: { kind: 'conflict', title: 'The category belongs to all tenants' },
  CACHE_NOT_QUARANTINED: { kind: 'conflict', title: 'These copies are not in quarantine' },
  CACHE_VERSION_IMPOSSIBLE: { kind: 'invalid', title: 'No key of the category can have such a version' },
} as const satisfies ErrorTable;

export const fail = errorsOf(cacheOrderErrors);
