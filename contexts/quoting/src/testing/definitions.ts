import type { OfferingDefinition } from '@quotewright/catalog';

/** The definition of an offering that is on sale everywhere, with what a test says about it. */
export function definitionOf(
  id: string,
  offering: Partial<OfferingDefinition['offering']> = {},
  characteristics: OfferingDefinition['characteristics'] = [],
): OfferingDefinition {
  return {
    offering: {
      id,
      name: `Offering ${id}`,
      specificationId: 'specification',
      categoryIds: [],
      unit: { name: id, fractions: false },
      lifecycle: 'active',
      validity: {},
      markets: [],
      channels: [],
      customerTypes: [],
      characteristicValues: [],
      externalIds: {},
      attributes: {},
      isBundle: offering.children !== undefined,
      ...offering,
    },
    characteristics,
  };
}
