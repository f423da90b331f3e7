import { bundleCycles, MAX_BUNDLE_DEPTH } from './bundle-cycles.ts';
import type { CatalogSnapshot } from './catalog-snapshot.ts';
import { childFaults } from './check-children.ts';
import { groupFaults } from './check-groups.ts';
import { relationshipFaults } from './check-relationships.ts';
import { voidFaults } from './check-sellable.ts';
import type { Finding } from './finding.ts';
import { jsonPointer } from './json-pointer.ts';
import { OFFERINGS, type ProductOffering } from './product-offering.schema.ts';
import { type StructureFault, structureError } from './structure-fault.ts';

/** How offerings hang together: bundles, their groups, relationships. Each reference is looked at once. */
export function* checkStructure(snapshot: CatalogSnapshot): Generator<Finding> {
  const cycles = bundleCycles(snapshot);
  for (const [index, offering] of snapshot.offerings.items.entries()) {
    const faults = [
      ...childFaults(snapshot, offering),
      ...groupFaults(offering),
      ...relationshipFaults(snapshot, offering),
      ...voidFaults(snapshot.offerings.byId, offering),
      ...cycleFaults(cycles, offering),
    ];
    for (const [severity, code, path, message] of faults) {
      const pointer = jsonPointer(['items', index, ...path]);
      yield { severity, code, section: OFFERINGS.section, pointer, message };
    }
  }
}

function* cycleFaults(
  { cycles, tooDeep }: ReturnType<typeof bundleCycles>,
  { id }: ProductOffering,
): Generator<StructureFault> {
  const cycle = cycles.get(id);
  if (cycle !== undefined) {
    const message = `the bundle contains itself: ${cycle.join(' → ')}`;
    yield structureError('BUNDLE_CYCLE', ['children'], message);
  } else if (tooDeep.has(id)) {
    const message = `bundles are nested deeper than ${MAX_BUNDLE_DEPTH}`;
    yield structureError('BUNDLE_DEPTH', ['children'], message);
  }
}
