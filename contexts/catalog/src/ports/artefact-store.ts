import type { Tx } from '@quotewright/platform/postgres';
import type { ItemHashes } from '../domain/item-changes.ts';

export interface CompiledItem {
  readonly id: string;
  /** SHA-256 of the bytes. */
  readonly contentHash: string;
  readonly bytes: Buffer;
}

/** What was compiled for versions, addressed by content: versions share what did not change. Append-only. */
export interface ArtefactStore {
  /** Repeating a call changes nothing. */
  store(tx: Tx, version: number, section: string, items: readonly CompiledItem[]): Promise<void>;
  find(tx: Tx, version: number, section: string, id: string): Promise<CompiledItem | undefined>;
  findHash(tx: Tx, version: number, section: string, id: string): Promise<string | undefined>;
  /** Those of the ids that the version has. */
  findMany(
    tx: Tx,
    version: number,
    section: string,
    ids: readonly string[],
  ): Promise<readonly CompiledItem[]>;
  /** All of a section, in the order of ids. */
  list(tx: Tx, version: number, section: string): Promise<readonly CompiledItem[]>;
  hashes(tx: Tx, version: number, section: string): Promise<ItemHashes>;
  /** Hashes by section and id. */
  hashesBySection(tx: Tx, version: number): Promise<ReadonlyMap<string, ItemHashes>>;
}
