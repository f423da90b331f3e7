import type { CatalogSnapshot } from './catalog-snapshot.ts';

/** As many levels as a quote takes below an item. */
export const MAX_BUNDLE_DEPTH = 3;

/** Of a longer cycle the first: a catalog that is one cycle would otherwise be repeated in every message. */
const MAX_NAMED = 10;

/** What hangs together in a way that cannot be sold. */
export interface BundleCycles {
  /** By a bundle that contains itself: the way back to it, as a reader is told. */
  readonly cycles: ReadonlyMap<string, readonly string[]>;
  /** Bundles below which more levels hang than a quote can show. */
  readonly tooDeep: ReadonlySet<string>;
}

/** Depth first with an explicit stack, each bundle once: linear, and a long chain overflows nothing. */
export function bundleCycles({ offerings: { byId } }: CatalogSnapshot): BundleCycles {
  const cycles = new Map<string, readonly string[]>();
  const depths = new Map<string, number>();
  for (const start of byId.keys()) {
    const way: { readonly id: string; readonly children: string[] }[] = [];
    const places = new Map<string, number>();
    const enter = (id: string) => {
      places.set(id, way.length);
      way.push({ id, children: childrenOf(byId, id) });
    };
    if (!depths.has(start)) enter(start);
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const child = top.children.pop();
      const place = child === undefined ? undefined : places.get(child);
      if (child === undefined) {
        depths.set(top.id, depthBelow(byId, top.id, depths));
        places.delete(top.id);
        way.pop();
      } else if (place !== undefined) {
        const named = way.slice(place, place + MAX_NAMED).map(({ id }) => id);
        cycles.set(child, [...named, ...(place + MAX_NAMED < way.length ? ['…'] : []), child]);
      } else if (!depths.has(child) && byId.has(child)) {
        enter(child);
      }
    }
  }
  const tooDeep = [...depths].filter(([, depth]) => depth > MAX_BUNDLE_DEPTH).map(([id]) => id);
  return { cycles, tooDeep: new Set(tooDeep) };
}

type Offerings = CatalogSnapshot['offerings']['byId'];

function childrenOf(byId: Offerings, id: string): string[] {
  return byId.get(id)?.children?.map(({ offeringId }) => offeringId) ?? [];
}

/** Levels below; children on a cycle are not known yet and count as none. */
function depthBelow(byId: Offerings, id: string, depths: ReadonlyMap<string, number>): number {
  const children = childrenOf(byId, id);
  return children.reduce((deepest, child) => Math.max(deepest, 1 + (depths.get(child) ?? 0)), 0);
}
