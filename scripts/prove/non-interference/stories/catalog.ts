import type { Step, Storyteller } from '../step.ts';

export const OFFERINGS = ['alpha', 'beta', 'gamma', 'delta'] as const;

/** The whole catalog, in which names tell editions apart. */
export function catalogOf(edition: number) {
  const offering = (id: string) => ({
    id,
    name: `${id} ${edition}`,
    specificationId: 'thing',
    lifecycle: 'active',
  });
  return {
    format: 'quotewright/catalog@1',
    sections: {
      'catalog/specifications@1': { items: [{ id: 'thing', name: 'Thing' }] },
      'catalog/offerings@1': { items: OFFERINGS.map(offering) },
    },
  };
}

/** A new edition is imported, checked and published; sometimes somebody thinks better of it, or retires an offering on the way. */
export const catalogStory: Storyteller = (random, number) => {
  const publish: Step = { as: 'admin', operation: 'publishCatalog' };
  const imported: Step = { as: 'admin', operation: 'importCatalog', body: catalogOf(number) };
  const check: Step = { as: 'admin', operation: 'validateCatalogDraft', body: {} };
  const doubts: readonly Step[] = random.chance(0.3)
    ? [{ as: 'admin', operation: 'restoreCatalogDraft', body: { version: 1 } }]
    : [];
  const retirement: readonly Step[] = random.chance(0.2)
    ? [
        {
          as: 'admin',
          operation: 'retireProductOffering',
          params: { offeringId: random.pick(OFFERINGS) },
          body: {},
        },
        publish,
        { as: 'admin', operation: 'importCatalog', body: catalogOf(number + 1) },
      ]
    : [];
  const draft = { context: 'catalog', name: 'categories@1' };
  const tag = `$categories-${number}`;
  const byHand: readonly Step[] = [
    { as: 'admin', operation: 'readCatalogDraftSection', params: draft, keepsTag: tag },
    {
      as: 'admin',
      operation: 'replaceCatalogDraftSection',
      params: draft,
      body: { items: [{ id: `category-${number}`, name: `Category ${number}` }] },
      ifMatch: tag,
    },
  ];
  return [imported, check, ...doubts, ...byHand, ...retirement, publish];
};
