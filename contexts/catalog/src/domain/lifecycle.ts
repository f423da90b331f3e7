import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { Finding } from './finding.ts';
import { LIFECYCLES, type Lifecycle, OFFERINGS } from './product-offering.schema.ts';

/** Where each offering of a version stands. */
export type OfferingLifecycles = ReadonlyMap<string, Lifecycle>;

/** An offering that was not retired in the version before, and is now; some go on to `obsolete` at once. */
export interface Retirement {
  readonly id: string;
  readonly from: Lifecycle;
  readonly to: Lifecycle;
}

const isBefore = (one: Lifecycle, other: Lifecycle) => LIFECYCLES.indexOf(one) < LIFECYCLES.indexOf(other);

/** Retired, or beyond. */
export const hasRetired = (lifecycle: Lifecycle): boolean => !isBefore(lifecycle, 'retired');

/** What stopped being on its way or on sale between two versions, in the order of ids. New offerings never started. */
export function retirements(before: OfferingLifecycles, after: OfferingLifecycles): readonly Retirement[] {
  const found: Retirement[] = [];
  for (const [id, to] of after) {
    const from = before.get(id);
    if (from !== undefined && !hasRetired(from) && hasRetired(to)) found.push({ id, from, to });
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Offerings whose lifecycle goes back against the active version. A warning: bringing an old catalog back is allowed to do
 * so, and a person who did not mean it should hear of it before customers do.
 */
export function* lifecycleFindings(
  snapshot: CatalogSnapshot,
  active: OfferingLifecycles,
): Generator<Finding> {
  for (const [index, { id, lifecycle }] of snapshot.offerings.items.entries()) {
    const published = active.get(id);
    if (published === undefined || !isBefore(lifecycle, published)) continue;
    yield {
      severity: 'warning',
      code: 'LIFECYCLE_BACKWARDS',
      section: OFFERINGS.section,
      pointer: `/items/${index}/lifecycle`,
      message: `goes back to ${lifecycle}: the active version has "${id}" as ${published}`,
    };
  }
}
