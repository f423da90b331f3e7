import type { AcceleratedReads } from '@quotewright/platform/cache';
import { idSchema } from '../domain/text.schema.ts';
import type { RelationshipGraphs } from '../ports/relationship-graphs.ts';
import { relationshipGraphCategory } from './catalog-categories.ts';

export function acceleratedGraphs(reads: AcceleratedReads, truth: RelationshipGraphs): RelationshipGraphs {
  const graphs = reads.bytesOf(relationshipGraphCategory);
  return {
    find: (tx, version, id) =>
      idSchema.safeParse(id).success
        ? graphs.getBytes(tx, { version, id }, (own) => truth.find(own, version, id))
        : truth.find(tx, version, id),
  };
}
