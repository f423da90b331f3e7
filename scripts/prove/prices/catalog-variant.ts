import {
  BUNDLE_IDS,
  CARE,
  COVER,
  chanceOf,
  GHOSTS,
  LATE,
  LEAF_IDS,
  refusesAll,
  SEASONAL,
  type Variant,
} from './world.ts';

/** The catalog of a tenant: names tell tenant and number apart, some offerings come and go. */
export function catalogVariant(seed: number, tenant: string, number: number): Variant {
  const random = chanceOf(seed, 'catalog', tenant, number);
  // The first one is whole, so that lists can price everything.
  const missing = GHOSTS.filter(() => number > 0 && random.chance(0.4));
  const retired = SEASONAL.filter(() => number > 0 && random.chance(0.4));
  const ids = [...LEAF_IDS, ...BUNDLE_IDS, ...SEASONAL, ...GHOSTS, LATE, CARE, COVER];
  const items = ids
    .filter((id) => !missing.includes(id))
    .map((id) => ({
      id,
      name: `${tenant} ${id} ${number}`,
      specificationId: 'thing',
      lifecycle: retired.includes(id) ? 'retired' : 'active',
    }));
  return {
    document: {
      format: 'quotewright/catalog@1',
      sections: {
        'catalog/specifications@1': { items: [{ id: 'thing', name: 'Thing' }] },
        'catalog/offerings@1': { items },
      },
    },
    refuses: {
      ...refusesAll(missing, 'OFFERING_UNKNOWN'),
      ...refusesAll(retired, 'OFFERING_NOT_ACTIVE'),
    },
  };
}
