import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { Finding } from './finding.ts';
import { jsonPointer } from './json-pointer.ts';
import { SPECIFICATIONS } from './product-specification.schema.ts';

/** A specification nothing is sold of is allowed, but seldom meant. */
export function* checkSpecifications({ specifications, offerings }: CatalogSnapshot): Generator<Finding> {
  const used = new Set(offerings.items.map(({ specificationId }) => specificationId));
  for (const [index, { id }] of specifications.items.entries()) {
    if (used.has(id)) continue;
    yield {
      severity: 'warning',
      code: 'SPECIFICATION_UNUSED',
      section: SPECIFICATIONS.section,
      pointer: jsonPointer(['items', index]),
      message: `no offering sells specification "${id}"`,
    };
  }
}
