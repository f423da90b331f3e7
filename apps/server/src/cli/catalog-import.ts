import type { CatalogCommands, FindingReport, ImportKind } from '@quotewright/catalog';

type Work = Parameters<CatalogCommands['importCatalog']>[0];

interface CatalogImport {
  readonly bytes: Uint8Array;
  readonly kind?: ImportKind;
  readonly publish: boolean;
}

/** Makes a document the draft, and publishes it if that is asked for; what was done, in lines. */
export async function importCatalogDocument(
  commands: CatalogCommands,
  work: Work,
  { bytes, kind, publish }: CatalogImport,
): Promise<string> {
  const { remarks } = await commands.importCatalog(work, bytes, kind);
  const said = remarkLines(remarks);
  if (!publish)
    return [...said, 'The catalog is the draft; publish it with --publish or over HTTP.'].join('\n');
  const { catalogVersion } = await commands.publishCatalog(work);
  return [...said, `The catalog is published as version ${catalogVersion}.`].join('\n');
}

/** What did not stop the import, as far as it is listed. */
function remarkLines({ errors, warnings, findings }: FindingReport): readonly string[] {
  const all = errors + warnings;
  if (all === 0) return [];
  const lines = findings.map(
    ({ section, pointer, message, code }) => `  ${section}${pointer || '/'}: ${message} (${code})`,
  );
  const more = all > findings.length ? [`  and ${all - findings.length} more`] : [];
  return [`${all === 1 ? '1 remark' : `${all} remarks`}:`, ...lines, ...more];
}
