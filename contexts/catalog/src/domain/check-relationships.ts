import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { ProductOffering } from './product-offering.schema.ts';
import { type StructureFault, structureError } from './structure-fault.ts';

/** Relationships that lead nowhere or to the offering itself, are said twice, or contradict each other. */
export function* relationshipFaults(
  { offerings }: CatalogSnapshot,
  { id, relationships = [] }: ProductOffering,
): Generator<StructureFault> {
  const types = new Map<string, Set<string>>();
  for (const [index, { type, offeringId }] of relationships.entries()) {
    const error = (code: string, message: string) =>
      structureError(code, ['relationships', index, 'offeringId'], message);
    const known = types.get(offeringId) ?? new Set();
    if (offeringId === id) {
      const code = type === 'excludes' ? 'SELF_EXCLUDE' : 'REL_SELF';
      yield error(code, 'an offering has no relationship to itself');
    } else if (!offerings.byId.has(offeringId)) {
      yield error('REL_TARGET_UNKNOWN', `there is no offering "${offeringId}"`);
    } else if (known.has(type)) {
      yield error('REL_DUPLICATE', `"${type} ${offeringId}" is said already`);
    } else if (contradicts(type, known)) {
      yield error('REL_CONTRADICTION', `it cannot both require and exclude "${offeringId}"`);
    }
    types.set(offeringId, known.add(type));
  }
}

function contradicts(type: string, known: ReadonlySet<string>): boolean {
  return (type === 'requires' && known.has('excludes')) || (type === 'excludes' && known.has('requires'));
}
