import type { Tx } from '@quotewright/platform/postgres';

/** Compiled bytes by their hash, whatever versions have them. */
export interface ArtefactContents {
  /** In the given order, as many as stay below `maxBytes` together; the rest is absent from the map. */
  find(tx: Tx, hashes: readonly string[], maxBytes: number): Promise<ReadonlyMap<string, Buffer>>;
}
