import type { CatalogSnapshot, Characteristic, ProductOffering } from '@quotewright/catalog';
import type { BuildReport } from './build-report.ts';
import { MAX_LEVELS, MAX_VARIABLES } from './limits.ts';

export type Child = NonNullable<ProductOffering['children']>[number];

/** An offering at its place in the bundle. */
export interface Part {
  /** Ids of children joined by `/`; empty for the offering itself. */
  readonly path: string;
  /** The path of the part with instances in which it is, or which it is itself; empty when there is none. */
  readonly scope: string;
  /** Path from the root of its scope on. */
  readonly local: string;
  readonly offering: ProductOffering;
  readonly characteristics: readonly Characteristic[];
  /** How it hangs in its parent; absent for the root. */
  readonly place?: { readonly parent: Part; readonly child: Child };
  readonly children: Part[];
}

export type CatalogContent = Pick<CatalogSnapshot, 'offerings' | 'specifications'>;

/** The offering and everything below it, each part before its children. Undefined when that cannot be told. */
export function readParts(
  content: CatalogContent,
  offeringId: string,
  report: BuildReport,
): readonly Part[] | undefined {
  const offering = content.offerings.byId.get(offeringId);
  if (offering === undefined) {
    report.error('OFFERING_UNKNOWN', ['id'], `there is no offering "${offeringId}"`);
    return undefined;
  }
  const root: Part = { path: '', scope: '', local: '', children: [], ...described(content, offering) };
  const parts = [root];
  // Grows while it is walked: children come after their parents.
  for (const part of parts) {
    for (const child of part.offering.children ?? []) {
      const below = partOf(content, part, child, report);
      if (below === undefined) return undefined;
      part.children.push(below);
      parts.push(below);
      if (parts.length > MAX_VARIABLES) {
        report.limit([], 'parts', MAX_VARIABLES, parts.length);
        return undefined;
      }
    }
  }
  return parts;
}

function partOf(content: CatalogContent, parent: Part, child: Child, report: BuildReport): Part | undefined {
  const path = joined(parent.path, child.offeringId);
  const offering = content.offerings.byId.get(child.offeringId);
  const level = path.split('/').length;
  if (offering === undefined) {
    report.error('OFFERING_UNKNOWN', [], `"${path}" is no offering of the catalog`);
  } else if (ancestors(parent).some((part) => part.offering.id === offering.id)) {
    report.error('GROUP_CYCLE', [], `"${path}" is a part of itself`);
  } else if (level > MAX_LEVELS) {
    report.limit([], 'levels of parts', MAX_LEVELS, level);
  } else if (child.instances !== undefined && parent.scope !== '') {
    report.limit([], `levels of parts with instances ("${path}")`, 1, 2);
  } else {
    const own = child.instances !== undefined;
    return {
      path,
      scope: own ? path : parent.scope,
      local: own ? '' : joined(parent.local, child.offeringId),
      place: { parent, child },
      children: [],
      ...described(content, offering),
    };
  }
  return undefined;
}

function described(content: CatalogContent, offering: ProductOffering) {
  const specification = content.specifications.byId.get(offering.specificationId);
  return { offering, characteristics: specification?.characteristics ?? [] };
}

/** The part and those it is in, upwards. */
function ancestors(part: Part): readonly Part[] {
  const all: Part[] = [];
  for (let at: Part | undefined = part; at !== undefined; at = at.place?.parent) all.push(at);
  return all;
}

export function joined(path: string, id: string): string {
  return path === '' ? id : `${path}/${id}`;
}
