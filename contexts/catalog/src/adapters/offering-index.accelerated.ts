import { holdsConnection } from '@quotewright/platform/postgres';
import type { PublishedOffering } from '../api.ts';
import { OFFERINGS, type PublishedOfferingDocument } from '../domain/product-offering.schema.ts';
import type { ArtefactStore, CompiledItem } from '../ports/artefact-store.ts';
import type { OfferingIndex } from '../ports/offering-index.ts';

/** Offerings by their ids from the documents themselves, of which there are copies; everything else is searched. */
export function acceleratedOfferingIndex(
  artefacts: Pick<ArtefactStore, 'findMany'>,
  truth: OfferingIndex,
): OfferingIndex {
  const read = new WeakMap<CompiledItem, Omit<PublishedOffering, 'catalogVersion'>>();
  const publishedOf = (item: CompiledItem, catalogVersion: number): PublishedOffering => {
    let found = read.get(item);
    if (found === undefined) {
      found = summaryOf(item);
      read.set(item, found);
    }
    return { ...found, catalogVersion };
  };
  return {
    ...truth,
    async find(tx, version, ids) {
      if (ids.length === 0 || holdsConnection(tx)) return truth.find(tx, version, ids);
      const items = await artefacts.findMany(tx, version, OFFERINGS.section, ids);
      return items.map((item) => publishedOf(item, version));
    },
  };
}

function summaryOf({ bytes, contentHash }: CompiledItem): Omit<PublishedOffering, 'catalogVersion'> {
  const document: PublishedOfferingDocument = JSON.parse(bytes.toString('utf8'));
  const { id, name, specificationId, lifecycle, isBundle, validity, unit } = document;
  const { markets, channels, customerTypes, segments = [], places = [] } = document;
  return {
    id,
    name,
    specificationId,
    lifecycle,
    isBundle,
    validity,
    markets,
    channels,
    customerTypes,
    segments,
    places,
    unit,
    contentHash,
  };
}
