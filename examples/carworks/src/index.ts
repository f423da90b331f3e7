import { readFile } from 'node:fs/promises';
import type { CatalogDocument, ConvertedModel, PriceListDocument } from './documents.ts';
import { EUR_PRICE_LIST, OFFERING_ID } from './price-list.ts';

/** `importUvl` of the configuration context; given, because an example is an outsider to it. */
export type ImportUvl = (
  text: string,
  offering: { readonly offeringId: string; readonly name: string },
) =>
  | { readonly document: ConvertedModel }
  | { readonly errors: readonly { readonly line: number; readonly message: string }[] };

export interface CarworksDocuments {
  readonly catalog: CatalogDocument;
  readonly priceLists: readonly PriceListDocument[];
}

/** Everything the demo tenant publishes: the shipped model, converted, and what makes it an offering. */
export async function carworks(importUvl: ImportUvl): Promise<CarworksDocuments> {
  const text = await readFile(new URL('../data/automotive01.uvl', import.meta.url), 'utf8');
  const conversion = importUvl(text, { offeringId: OFFERING_ID, name: 'Car' });
  if ('errors' in conversion) {
    const [first] = conversion.errors;
    throw new Error(`automotive01.uvl, line ${first?.line}: ${first?.message}`);
  }
  const { format, sections } = conversion.document;
  const offerings = sections['catalog/offerings@1'].items.map((offering) => ({
    ...offering,
    description: 'A car from industry: 2,513 features, whose names its makers keep to themselves.',
    categoryIds: ['cars'],
    unit: { name: 'car', fractions: false },
  }));
  return {
    catalog: {
      format,
      sections: {
        ...sections,
        'catalog/offerings@1': { items: offerings },
        'catalog/categories@1': { items: [{ id: 'cars', name: 'Cars' }] },
      },
    },
    priceLists: [EUR_PRICE_LIST],
  };
}
