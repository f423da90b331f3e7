import type { Tx } from '@quotewright/platform/postgres';
import type { SectionContent } from '../domain/section.ts';

/** A section of the draft without its content. */
export interface DraftSection {
  readonly section: string;
  /** The draft's revision that changed it last. */
  readonly revision: number;
  readonly contentHash: string;
  readonly itemCount: number;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** Sections of the draft. Whoever writes holds the lock of the tenant's catalog. */
export interface DraftStore {
  list(tx: Tx): Promise<readonly DraftSection[]>;
  find(tx: Tx, section: string): Promise<(DraftSection & SectionContent) | undefined>;
  contents(tx: Tx): Promise<readonly (DraftSection & SectionContent)[]>;
  /** Content that neither the draft nor a version holds any more is removed. */
  replace(tx: Tx, content: SectionContent, change: { revision: number; by: string }): Promise<void>;
  /**
   * Makes the sections exactly those of a version, all of them at the given revision: others are taken away. Content
   * is removed as by `replace`.
   */
  restore(tx: Tx, version: number, change: { revision: number; by: string }): Promise<void>;
}
