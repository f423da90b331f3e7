import { MAX_BUNDLE_DEPTH } from './bundle-cycles.ts';
import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { ProductOffering } from './product-offering.schema.ts';
import { type Child, isMandatory, type StructureFault, structureError } from './structure-fault.ts';

type Offerings = CatalogSnapshot['offerings']['byId'];

/**
 * Whether a bundle can be sold at all: what is always in it must not exclude each other, and must find in the bundle
 * what it requires. The bundle itself is in it. Says the first reason; nothing where nothing is related.
 */
export function* voidFaults(byId: Offerings, bundle: ProductOffering): Generator<StructureFault> {
  const { id, children = [] } = bundle;
  if (children.length === 0) return;
  const certain = partsOf(byId, bundle, isMandatory);
  const related = [...certain].filter((part) => byId.get(part)?.relationships !== undefined);
  if (related.length === 0) return;
  const possible = partsOf(byId, bundle, () => true);
  for (const part of related) {
    const reason = voidReason(byId.get(part) as ProductOffering, certain, possible);
    if (reason === undefined) continue;
    const index = children.findIndex(({ offeringId }) => offeringId === part);
    const path = part === id || index < 0 ? ['children'] : ['children', index];
    yield structureError('BUNDLE_VOID', path, reason);
    return;
  }
}

function voidReason(
  { id, relationships = [] }: ProductOffering,
  certain: ReadonlySet<string>,
  possible: ReadonlySet<string>,
): string | undefined {
  for (const { type, offeringId } of relationships) {
    if (type === 'excludes' && offeringId !== id && certain.has(offeringId)) {
      return `"${id}" excludes "${offeringId}", and both are always in the bundle`;
    }
    if (type === 'requires' && !possible.has(offeringId)) {
      return `"${id}" requires "${offeringId}", which is no part of the bundle`;
    }
  }
  return undefined;
}

/** The bundle and its parts over all levels a quote can have, those that `counts` says. */
function partsOf(
  byId: Offerings,
  bundle: ProductOffering,
  counts: (child: Child) => boolean,
): ReadonlySet<string> {
  const found = new Set([bundle.id]);
  let level: readonly string[] = [bundle.id];
  for (let depth = 0; depth < MAX_BUNDLE_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const parent of level) {
      for (const child of byId.get(parent)?.children ?? []) {
        if (found.has(child.offeringId) || !counts(child)) continue;
        found.add(child.offeringId);
        next.push(child.offeringId);
      }
    }
    level = next;
  }
  return found;
}
