import type { Page, PageRequest } from '@quotewright/platform/http';
import type { Tx } from '@quotewright/platform/postgres';
import type { RuleSetDraft, RuleSetKey, RuleSetRecord, RuleSetVersion } from '../domain/rule-set.ts';

/** Canonical bytes of a rule set, and what identifies them. */
export interface RuleSetContent {
  readonly document: Buffer;
  readonly contentHash: string;
}

/** Rule sets as they are managed; what prices read of them is the port `RuleSets`. */
export interface RuleSetStore {
  find(tx: Tx, key: RuleSetKey): Promise<RuleSetRecord | undefined>;
  /** Makes the row where it is missing, and holds it until the transaction ends. */
  lock(tx: Tx, key: RuleSetKey): Promise<RuleSetRecord>;
  findDraft(tx: Tx, key: RuleSetKey): Promise<(RuleSetContent & RuleSetDraft) | undefined>;
  /** The caller holds the lock; so with what follows. */
  replaceDraft(tx: Tx, key: RuleSetKey, content: RuleSetContent, by: string): Promise<void>;
  /** Freezes a content under the next version number, and makes it the active one. */
  publish(
    tx: Tx,
    key: RuleSetKey,
    version: Pick<RuleSetVersion, 'version' | 'itemCount' | 'publishedBy'> & RuleSetContent,
  ): Promise<void>;
  findVersion(tx: Tx, key: RuleSetKey, version: number): Promise<RuleSetVersion | undefined>;
  document(tx: Tx, key: RuleSetKey, version: number): Promise<Buffer | undefined>;
  /** Newest first. */
  pageVersions(tx: Tx, key: RuleSetKey, page: PageRequest): Promise<Page<RuleSetVersion>>;
}
