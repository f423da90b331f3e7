import type { Tx } from '@quotewright/platform/postgres';
import type { WantedVersion } from '../api.ts';
import { fail } from '../domain/errors.ts';
import { OFFERINGS } from '../domain/product-offering.schema.ts';
import { SPECIFICATIONS } from '../domain/product-specification.schema.ts';
import type { ArtefactStore, CompiledItem } from '../ports/artefact-store.ts';
import { type ResolveVersionDeps, resolveVersion } from './resolve-version.ts';

export interface PublishedItem extends CompiledItem {
  readonly catalogVersion: number;
}

interface ReadItemDeps extends ResolveVersionDeps {
  readonly artefacts: ArtefactStore;
}

const READABLE = {
  offering: { section: OFFERINGS.section, unknown: 'OFFERING_UNKNOWN' },
  specification: { section: SPECIFICATIONS.section, unknown: 'SPECIFICATION_UNKNOWN' },
} as const;

/** An item of a version as its bytes. Throws what `resolveVersion` throws, and `…_UNKNOWN`. */
export const readItem = (deps: ReadItemDeps) => {
  const resolve = resolveVersion(deps);
  return async (
    tx: Tx,
    kind: keyof typeof READABLE,
    id: string,
    wanted: WantedVersion,
  ): Promise<PublishedItem> => {
    const { section, unknown } = READABLE[kind];
    const catalogVersion = await resolve(tx, wanted);
    const item = await deps.artefacts.find(tx, catalogVersion, section, id);
    if (item === undefined) throw fail(unknown, `version ${catalogVersion} has no ${kind} "${id}"`);
    return { ...item, catalogVersion };
  };
};
