import type { KeyPart } from '@quotewright/acceleration';
import type { Tx } from '../../postgres/tx.ts';
import type { CopyBatch, DeclaredCategory, WarmedCategory } from '../cached-category.ts';
import { fail } from './cache-order-errors.ts';

/** A category as operators steer it. Without `copies`, nobody knows how many keys it may have: copies are off. */
export interface AdminCategory extends DeclaredCategory {
  copies?(tx: Tx, after?: string): Promise<CopyBatch>;
}

const NEAREST = 3;

/** Throws `CACHE_CATEGORY_NOT_FOUND` with the names that look most like it. */
export function requireCategory<Known extends AdminCategory>(
  categories: readonly Known[],
  name: string,
): Known {
  const found = categories.find(({ category }) => category.name === name);
  if (found !== undefined) return found;
  const nearest = categories
    .map(({ category }) => ({ name: category.name, distance: editDistance(category.name, name) }))
    .toSorted((one, other) => one.distance - other.distance || (one.name < other.name ? -1 : 1))
    .slice(0, NEAREST)
    .map((one) => one.name);
  throw fail('CACHE_CATEGORY_NOT_FOUND', `there is no such category; near it: ${nearest.join(', ')}`, {
    nearest,
  });
}

/**
 * The category that a tenant's operator may steer, and the version it is about. Throws `CACHE_CATEGORY_NOT_FOUND`,
 * `CACHE_CATEGORY_SHARED` and `CACHE_VERSION_IMPOSSIBLE`: an order for a version that no key has would change nothing, and look as if it did.
 */
export function steerableCategory<Known extends AdminCategory>(
  categories: readonly Known[],
  name: string,
  version: string | undefined,
): Known {
  const found = requireCategory(categories, name);
  const { tenantScope, key } = found.category;
  if (tenantScope !== 'tenant') {
    throw fail('CACHE_CATEGORY_SHARED', 'its copies are of all tenants: none of them may decide about it');
  }
  if (
    version !== undefined &&
    !key.some((part: KeyPart) => part.form === 'version' && part.accepts(version))
  ) {
    throw fail('CACHE_VERSION_IMPOSSIBLE', `no key of ${name} can have such a version`, {
      errors: [
        {
          pointer: '/version',
          code: 'VERSION_IMPOSSIBLE',
          reason: 'give it as the keys have it, such as v42',
        },
      ],
    });
  }
  return found;
}

/** The category, where operators can have its copies made. Throws `CACHE_COPIES_OFF`, `CACHE_NOT_WARMED` with the reason. */
export function warmableCategory(found: AdminCategory): WarmedCategory {
  const { notWarmed, copies } = found;
  if (notWarmed !== undefined)
    throw fail('CACHE_NOT_WARMED', `they are not made ahead, ${notWarmed}`, { notWarmed });
  if (copies === undefined) throw fail('CACHE_COPIES_OFF', 'there is nowhere to put one (QUOTEWRIGHT_CACHE)');
  return found as WarmedCategory;
}

/** Levenshtein's; both texts are names of at most 100 characters. */
function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const changed = (previous[at - 1] as number) + (one[row - 1] === other[at - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[at] as number) + 1, (current[at - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[other.length] as number;
}
