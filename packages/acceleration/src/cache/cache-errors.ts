import { type ErrorTable, errorsOf } from '@quotewright/kernel';

export const cacheErrors = {
  CACHE_LOAD_TIMEOUT: { kind: 'unavailable', title: 'Reading a value from its source took too long' },
  CACHE_CLOSED: { kind: 'unavailable', title: 'The process is stopping' },
  CACHE_LOADER_RETURNED_NOTHING: {
    kind: 'internal',
    title: 'A loader returned undefined instead of a value or `absent`',
  },
  CACHE_CATEGORY_UNKNOWN: { kind: 'internal', title: 'A cache category is not in the registry' },
  CACHE_KEY_FOREIGN: { kind: 'internal', title: 'A key of another category was given to a cache' },
  CACHE_VERSION_UNKNOWN: { kind: 'internal', title: 'A least version was asked for where values have none' },
  CACHE_OPTION_INVALID: { kind: 'internal', title: 'The layer cannot be opened with this option' },
  CACHE_KEY_RING_MISSING: {
    kind: 'internal',
    title: 'A category is sealed or encrypted and there is no key ring',
  },
} as const satisfies ErrorTable;

export const fail = errorsOf(cacheErrors);
