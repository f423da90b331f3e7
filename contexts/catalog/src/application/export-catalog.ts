import type { Tx } from '@quotewright/platform/postgres';
import { catalogDocument } from '../domain/catalog-document.ts';
import { fail } from '../domain/errors.ts';
import { MAX_YAML_LENGTH, yamlText } from '../domain/yaml-text.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import { type ResolveVersionDeps, resolveVersion } from './resolve-version.ts';

interface ExportCatalogDeps extends ResolveVersionDeps {
  readonly drafts: DraftStore;
}

export type ExportSyntax = 'json' | 'yaml';

export interface Export {
  /** A published version; default: the draft. */
  readonly catalogVersion?: number;
  readonly syntax: ExportSyntax;
}

/**
 * The catalog document of the draft, or of a version. Importing it gives the same content hashes, however it is
 * written. Throws `CATALOG_VERSION_UNKNOWN`, and `EXPORT_TOO_LARGE` for what could not be imported as YAML again.
 */
export const exportCatalog = (deps: ExportCatalogDeps) => {
  const resolve = resolveVersion(deps);
  return async (tx: Tx, { catalogVersion, syntax }: Export): Promise<Buffer> => {
    const contents =
      catalogVersion === undefined
        ? await deps.drafts.contents(tx)
        : await deps.versions.contents(tx, await resolve(tx, { catalogVersion }));
    const document = catalogDocument(contents);
    if (syntax === 'json') return document;
    // Both grow by about the same: a text that is far too long need not be written first.
    const text =
      document.byteLength > 4 * MAX_YAML_LENGTH ? '' : yamlText(JSON.parse(document.toString('utf8')));
    if (text !== '' && text.length <= MAX_YAML_LENGTH) return Buffer.from(text);
    throw fail(
      'EXPORT_TOO_LARGE',
      'the catalog is too large for YAML that could be imported again: ask for JSON',
    );
  };
};
