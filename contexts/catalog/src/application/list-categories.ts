import type { Tx } from '@quotewright/platform/postgres';
import type { WantedVersion } from '../api.ts';
import { CATEGORIES } from '../domain/category.schema.ts';
import type { ArtefactStore, CompiledItem } from '../ports/artefact-store.ts';
import { type ResolveVersionDeps, resolveVersion } from './resolve-version.ts';

interface ListCategoriesDeps extends ResolveVersionDeps {
  readonly artefacts: ArtefactStore;
}

/** The whole tree of a version, in the order of ids. */
export const listCategories = (deps: ListCategoriesDeps) => {
  const resolve = resolveVersion(deps);
  return async (
    tx: Tx,
    wanted: WantedVersion,
  ): Promise<{ catalogVersion: number; items: readonly CompiledItem[] }> => {
    const catalogVersion = await resolve(tx, wanted);
    return { catalogVersion, items: await deps.artefacts.list(tx, catalogVersion, CATEGORIES.section) };
  };
};
