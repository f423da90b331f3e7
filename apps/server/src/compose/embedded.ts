import type { Config } from '@quotewright/platform/config';
import { type OwnedDatabase, openEmbedded } from '@quotewright/platform/postgres';
import type { CompositionDeps } from './installation.ts';

/** PGlite in the data directory: one process, no server, nothing to install. */
export function openEmbeddedDatabase(config: Config, deps: CompositionDeps): Promise<OwnedDatabase> {
  return openEmbedded({ ...deps, directory: config.dataDirectory });
}
