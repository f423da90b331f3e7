import type { Tx } from '@quotewright/platform/postgres';

/** A `RelationshipGraph` as its canonical bytes. */
export interface StoredGraph {
  readonly bytes: Buffer;
  /** SHA-256 of the bytes. */
  readonly contentHash: string;
}

/** How the offerings of a version hang together. */
export interface RelationshipGraphs {
  /** All that is reached from an offering; undefined where the version does not have it. */
  find(tx: Tx, version: number, offeringId: string): Promise<StoredGraph | undefined>;
}
