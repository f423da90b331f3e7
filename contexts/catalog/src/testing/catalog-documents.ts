type Fields = Readonly<Record<string, unknown>>;

/** An offering as a document has it: what a test does not name is ordinary. */
export function anOffering(id: string, fields: Fields = {}): Fields & { readonly id: string } {
  return { name: `Offering ${id}`, specificationId: 'cable', lifecycle: 'active', ...fields, id };
}

/** A catalog document with one specification, one category and the given offerings. */
export function aCatalogDocument(offerings: readonly Fields[] = [anOffering('cable-1')]) {
  return {
    format: 'quotewright/catalog@1',
    sections: {
      'catalog/specifications@1': { items: [{ id: 'cable', name: 'Cable' }] },
      'catalog/categories@1': { items: [{ id: 'wires', name: 'Wires' }] },
      'catalog/offerings@1': { items: offerings },
    },
  } as const;
}

/** A catalog document of offerings that are named after the document: `second a`. */
export const aNamedCatalog = (name: string, ...ids: readonly string[]) =>
  aCatalogDocument(ids.map((id) => anOffering(id, { name: `${name} ${id}` })));
