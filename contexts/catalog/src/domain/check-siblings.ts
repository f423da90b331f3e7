import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { ProductOffering } from './product-offering.schema.ts';
import { isMandatory, type StructureFault, structureError } from './structure-fault.ts';

/** By offering, what it excludes; only those that exclude anything. */
type Exclusions = ReadonlyMap<string, readonly string[]>;

export function exclusionsOf({ offerings }: CatalogSnapshot): Exclusions {
  const exclusions = new Map<string, readonly string[]>();
  for (const { id, relationships = [] } of offerings.items) {
    const excluded = relationships.filter(({ type }) => type === 'excludes');
    if (excluded.length > 0)
      exclusions.set(
        id,
        excluded.map(({ offeringId }) => offeringId),
      );
  }
  return exclusions;
}

/** Two children that are always there and exclude each other: the bundle could never be sold. */
export function* siblingFaults(
  exclusions: Exclusions,
  { children = [] }: ProductOffering,
): Generator<StructureFault> {
  const mandatory = new Set(children.filter(isMandatory).map(({ offeringId }) => offeringId));
  for (const [index, { offeringId }] of children.entries()) {
    if (!mandatory.has(offeringId)) continue;
    const other = exclusions.get(offeringId)?.find((id) => id !== offeringId && mandatory.has(id));
    if (other === undefined) continue;
    const message = `"${offeringId}" excludes "${other}", and both are mandatory`;
    yield structureError('BUNDLE_VOID', ['children', index], message);
  }
}
