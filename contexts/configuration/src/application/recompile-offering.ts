import type {
  CatalogApi,
  OfferingDefinition,
  ProductOffering,
  ProductSpecification,
} from '@quotewright/catalog';
import { DomainError, sha256 } from '@quotewright/kernel';
import { closureOf, isConfigurable } from '../domain/publication/offering-closure.ts';
import { collectRules } from '../domain/rules/collect-rules.ts';
import { RULES } from '../domain/rules/rule-document.schema.ts';
import type { ArtefactSource, ConfigurationEngine } from '../ports/configuration-engine.ts';
import type { Read } from './ask-engine.ts';

export interface RecompileDeps {
  readonly catalog: Pick<CatalogApi, 'findDefinitions' | 'readSection'>;
  readonly engine: ConfigurationEngine;
}

export interface RecompiledOffering {
  readonly tenant: string;
  readonly catalogVersion: number;
  readonly offeringId: string;
}

const MAX_KEPT = 10_000;
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/**
 * The artefact of an offering whose version has none that can be read: it was published before there were any, or by
 * another engine. Compiled again from what the version says, which never changes; kept in memory for the next
 * question. Undefined where there is nothing to configure, or where what was published then cannot be compiled.
 */
export const recompileOffering = ({ catalog, engine }: RecompileDeps) => {
  const kept = new Map<string, Promise<Uint8Array | undefined>>();
  let bytes = 0;

  const compile = async (
    read: Read,
    { catalogVersion, offeringId }: RecompiledOffering,
  ): Promise<Uint8Array | undefined> => {
    const definitions = await read((tx) =>
      definitionsBelow((ids) => catalog.findDefinitions(tx, catalogVersion, ids), offeringId),
    );
    const snapshot = snapshotOf(definitions);
    if (!isConfigurable(snapshot, offeringId)) return undefined;
    const items = await read((tx) => catalog.readSection(tx, catalogVersion, RULES));
    const section = { items, byId: new Map(items.map((item) => [item.id, item])) };
    const rules = collectRules(section, { has: () => true }).byOffering.get(offeringId)?.rules;
    const compiled = await engine.compile({
      offeringId,
      ...closureOf(snapshot, offeringId),
      ...(rules !== undefined && { rules }),
      catalogVersion,
    });
    return compiled.bytes;
  };

  return async (read: Read, wanted: RecompiledOffering): Promise<ArtefactSource | undefined> => {
    const key = JSON.stringify([wanted.tenant, wanted.catalogVersion, wanted.offeringId]);
    let compiling = kept.get(key);
    if (compiling === undefined) {
      compiling = compile(read, wanted);
      kept.set(key, compiling);
      // What failed is tried again; what does not fit any more makes room.
      compiling.then(
        (made) => {
          bytes += made?.length ?? 0;
          if (bytes <= MAX_KEPT_BYTES && kept.size <= MAX_KEPT) return;
          kept.clear();
          bytes = 0;
        },
        () => kept.delete(key),
      );
    }
    const made = await compiling;
    return made && { contentHash: sha256(made), read: async () => made };
  };
};

/** An unreadable artefact is none. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'ARTEFACT_MALFORMED';
}

/** The offering and all it can consist of, level by level. */
async function definitionsBelow(
  find: (ids: readonly string[]) => Promise<ReadonlyMap<string, OfferingDefinition>>,
  offeringId: string,
): Promise<ReadonlyMap<string, OfferingDefinition>> {
  const known = new Map<string, OfferingDefinition>();
  for (let wanted: readonly string[] = [offeringId]; wanted.length > 0; ) {
    const found = await find(wanted);
    for (const [id, definition] of found) known.set(id, definition);
    const children = [...found.values()].flatMap(({ offering }) => offering.children ?? []);
    wanted = [...new Set(children.map((child) => child.offeringId))].filter(
      (id) => !known.has(id) && !wanted.includes(id),
    );
  }
  return known;
}

function snapshotOf(definitions: ReadonlyMap<string, OfferingDefinition>) {
  const offerings = [...definitions.values()].map(({ offering }): ProductOffering => offering);
  const specifications = new Map(
    [...definitions.values()].map(({ offering, characteristics }): [string, ProductSpecification] => [
      offering.specificationId,
      {
        id: offering.specificationId,
        name: offering.specificationId,
        attributes: {},
        characteristics: [...characteristics],
      },
    ]),
  );
  return {
    offerings: { items: offerings, byId: new Map(offerings.map((offering) => [offering.id, offering])) },
    specifications: { items: [...specifications.values()], byId: specifications },
  };
}
