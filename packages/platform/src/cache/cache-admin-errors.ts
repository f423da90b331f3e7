import { type ErrorTable, errorsOf } from '@quotewright/kernel';
import type { ExplainRefusal } from './explain-copy.ts';

export const cacheAdminErrors = {
  CACHE_KEY_MALFORMED: { kind: 'invalid', title: 'The text is no key of a cached value' },
  CACHE_KEY_UNKNOWN: { kind: 'notFound', title: 'Nothing is cached under such a key' },
  CACHE_NAMESPACE_FOREIGN: {
    kind: 'notFound',
    title: 'The key is of another installation, environment or time before a restore',
  },
} as const satisfies ErrorTable;

const fail = errorsOf(cacheAdminErrors);

/** Another tenant's key is answered as one that no category has: whether there is such a tenant is not told. */
export function refusalOf(refusal: ExplainRefusal): Error {
  if (refusal === 'malformed') {
    return fail(
      'CACHE_KEY_MALFORMED',
      'no category makes such a key; pass it on as a whole, as it was shown',
    );
  }
  return refusal === 'foreign-namespace'
    ? fail('CACHE_NAMESPACE_FOREIGN', 'the key begins with the namespace of another installation')
    : fail('CACHE_KEY_UNKNOWN', 'this tenant has no cached values under keys of this shape');
}
