import type { CatalogSnapshot } from './catalog-snapshot.ts';
import { CATEGORIES } from './category.schema.ts';
import type { Finding } from './finding.ts';
import { jsonPointer } from './json-pointer.ts';

/** Parents that do not exist, and categories that are their own ancestors. */
export function* checkCategories({ categories }: CatalogSnapshot): Generator<Finding> {
  const cyclic = categoriesInCycles(categories.byId);
  for (const [index, { id, parentId }] of categories.items.entries()) {
    if (parentId === undefined) continue;
    const error = (code: string, message: string): Finding => ({
      severity: 'error',
      code,
      section: CATEGORIES.section,
      pointer: jsonPointer(['items', index, 'parentId']),
      message,
    });
    if (!categories.byId.has(parentId)) {
      yield error('CATEGORY_UNKNOWN', `there is no category "${parentId}"`);
    } else if (cyclic.has(id)) {
      yield error('CATEGORY_CYCLE', `category "${id}" is its own ancestor`);
    }
  }
}

/** Every category is walked over once: linear. */
function categoriesInCycles(byId: CatalogSnapshot['categories']['byId']): ReadonlySet<string> {
  const cyclic = new Set<string>();
  const done = new Set<string>();
  for (const start of byId.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let id: string | undefined = start;
    while (id !== undefined && !done.has(id) && !onPath.has(id)) {
      path.push(id);
      onPath.add(id);
      id = byId.get(id)?.parentId;
    }
    if (id !== undefined && onPath.has(id)) {
      for (const member of path.slice(path.indexOf(id))) cyclic.add(member);
    }
    for (const visited of path) done.add(visited);
  }
  return cyclic;
}

/** The categories an offering is found under: its own and all above them. Expects a tree without cycles. */
export function withAncestors(
  { categories }: CatalogSnapshot,
  categoryIds: readonly string[],
): readonly string[] {
  const found = new Set<string>();
  for (const start of categoryIds) {
    for (
      let id: string | undefined = start;
      id !== undefined && !found.has(id);
      id = categories.byId.get(id)?.parentId
    ) {
      found.add(id);
    }
  }
  return [...found];
}
