import type { CatalogSnapshot, ProductOffering, ProductSpecification } from '@quotewright/catalog';

type Parts = Pick<CatalogSnapshot, 'offerings' | 'specifications'>;

/** Whether there is anything to decide about an offering even without rules. */
export function isConfigurable(snapshot: Parts, offeringId: string): boolean {
  const offering = snapshot.offerings.byId.get(offeringId);
  if (offering === undefined) return false;
  if (offering.children !== undefined) return true;
  const specification = snapshot.specifications.byId.get(offering.specificationId);
  return (specification?.characteristics.length ?? 0) > 0;
}

/** The offering and all it can consist of, with their specifications: what a configuration of it depends on. */
export function closureOf(
  { offerings, specifications }: Parts,
  offeringId: string,
): {
  readonly offerings: readonly ProductOffering[];
  readonly specifications: readonly ProductSpecification[];
} {
  const reached = new Map<string, ProductOffering>();
  const stack = [offeringId];
  while (stack.length > 0) {
    const id = stack.pop() as string;
    const offering = offerings.byId.get(id);
    if (offering === undefined || reached.has(id)) continue;
    reached.set(id, offering);
    stack.push(...(offering.children ?? []).map((child) => child.offeringId));
  }
  const needed = new Set([...reached.values()].map(({ specificationId }) => specificationId));
  return {
    offerings: [...reached.values()],
    specifications: [...needed].flatMap((id) => specifications.byId.get(id) ?? []),
  };
}
