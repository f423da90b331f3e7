import { CATEGORIES } from '../domain/category.schema.ts';
import { checkCategories } from '../domain/check-categories.ts';
import { checkOfferings } from '../domain/check-offerings.ts';
import { checkSpecifications } from '../domain/check-specifications.ts';
import { checkStructure } from '../domain/check-structure.ts';
import { OFFERINGS, type ProductOffering, publishedOffering } from '../domain/product-offering.schema.ts';
import { SPECIFICATIONS } from '../domain/product-specification.schema.ts';
import type { PublicationStep } from '../ports/publication-step.ts';

/** The catalog's own sections. Artefacts are the representations that are served. */
export const catalogSteps: readonly PublicationStep[] = [
  {
    ...SPECIFICATIONS,
    check: checkSpecifications,
    subjects: ({ specifications }) => specifications.byId.keys(),
    compile: ({ specifications }, id) => specifications.byId.get(id),
  },
  {
    ...CATEGORIES,
    check: checkCategories,
    subjects: ({ categories }) => categories.byId.keys(),
    compile: ({ categories }, id) => categories.byId.get(id),
  },
  {
    ...OFFERINGS,
    *check(snapshot) {
      yield* checkOfferings(snapshot);
      yield* checkStructure(snapshot);
    },
    compile: ({ offerings }, id) => publishedOffering(offerings.byId.get(id) as ProductOffering),
  },
];
