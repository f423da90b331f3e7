import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { ProductOffering } from './product-offering.schema.ts';
import { isMandatory, type StructureFault, structureError } from './structure-fault.ts';
import { unsoldIn } from './unsold-child.ts';

/** Children that do not exist, stand there twice, or can never be sold with their bundle. */
export function* childFaults(
  { offerings }: CatalogSnapshot,
  bundle: ProductOffering,
): Generator<StructureFault> {
  if (bundle.children === undefined) return;
  const groups = new Set(bundle.groups?.map(({ id }) => id));
  const unsold = unsoldIn(bundle);
  const seen = new Set<string>();
  for (const [index, child] of bundle.children.entries()) {
    const at = (member: string) => ['children', index, member];
    const { offeringId, groupId } = child;
    if (seen.has(offeringId)) {
      const message = `"${offeringId}" is a child already; use instances`;
      yield structureError('CHILD_DUPLICATE', at('offeringId'), message);
    }
    seen.add(offeringId);
    if (groupId !== undefined && !groups.has(groupId)) {
      yield structureError('GROUP_UNKNOWN', at('groupId'), `the bundle has no group "${groupId}"`);
    }
    const target = offerings.byId.get(offeringId);
    if (target === undefined) {
      const message = `there is no offering "${offeringId}"`;
      yield structureError('REL_TARGET_UNKNOWN', at('offeringId'), message);
      continue;
    }
    const reason = unsold(target);
    if (reason !== undefined) {
      const severity = isMandatory(child) ? 'error' : 'warning';
      yield [severity, 'CHILD_NOT_SOLD', at('offeringId'), `"${offeringId}" ${reason}`];
    }
  }
}
