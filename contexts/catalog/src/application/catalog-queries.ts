import type { Tx } from '@quotewright/platform/postgres';
import type { CatalogApi, OfferingDefinition } from '../api.ts';
import { OFFERINGS, type PublishedOfferingDocument } from '../domain/product-offering.schema.ts';
import { type ProductSpecification, SPECIFICATIONS } from '../domain/product-specification.schema.ts';
import type { SectionDefinition, SectionItem } from '../domain/section.ts';
import type { ActiveVersion } from '../ports/active-version.ts';
import type { ArtefactStore } from '../ports/artefact-store.ts';
import type { OfferingIndex } from '../ports/offering-index.ts';
import type { VersionStore } from '../ports/version-store.ts';
import { resolveVersion } from './resolve-version.ts';

interface CatalogQueriesDeps {
  readonly active: ActiveVersion;
  readonly versions: VersionStore;
  readonly artefacts: ArtefactStore;
  readonly offerings: OfferingIndex;
}

/** A version that is not published has nothing, whoever asks: rows of a build in progress stay unseen. */
export function catalogQueries({ active, versions, artefacts, offerings }: CatalogQueriesDeps): CatalogApi {
  const { isPublished } = versions;
  const documents = async <Document>(...asked: Parameters<ArtefactStore['findMany']>) =>
    (await artefacts.findMany(...asked)).map(({ bytes }): Document => JSON.parse(bytes.toString('utf8')));
  return {
    isPublished,
    resolveVersion: resolveVersion({ active, versions }),
    activeVersion: (tx) => active.read(tx),
    async findOfferings(tx, version, ids) {
      if (ids.length === 0 || !(await isPublished(tx, version))) return new Map();
      return new Map((await offerings.find(tx, version, ids)).map((found) => [found.id, found]));
    },
    async findDefinitions(tx, version, ids) {
      if (ids.length === 0 || !(await isPublished(tx, version))) return new Map();
      const found = await documents<PublishedOfferingDocument>(tx, version, OFFERINGS.section, ids);
      const specificationIds = [...new Set(found.map(({ specificationId }) => specificationId))];
      const specifications = new Map(
        (await documents<ProductSpecification>(tx, version, SPECIFICATIONS.section, specificationIds)).map(
          (specification) => [specification.id, specification],
        ),
      );
      return new Map(
        found.map((offering): [string, OfferingDefinition] => [
          offering.id,
          { offering, characteristics: specifications.get(offering.specificationId)?.characteristics ?? [] },
        ]),
      );
    },
    offeringIds: async (tx, version) =>
      (await isPublished(tx, version)) ? offerings.ids(tx, version) : new Set<string>(),
    async readSection<Item extends SectionItem>(
      tx: Tx,
      version: number,
      { section, schema }: SectionDefinition<Item>,
    ) {
      if (!(await isPublished(tx, version))) return [];
      const content = (await versions.contents(tx, version)).find((one) => one.section === section);
      if (content === undefined) return [];
      const { items } = JSON.parse(content.bytes.toString('utf8')) as { readonly items: readonly unknown[] };
      return items.map((item) => schema.parse(item));
    },
    findArtefactHash: async (tx, version, section, subjectId) =>
      (await isPublished(tx, version)) ? artefacts.findHash(tx, version, section, subjectId) : undefined,
    findArtefact: async (tx, version, section, subjectId) =>
      (await isPublished(tx, version)) ? artefacts.find(tx, version, section, subjectId) : undefined,
  };
}
