import type { Tx } from '@quotewright/platform/postgres';

/** An operator's leave to repair while requests cannot be counted. */
export interface BrokenGlass {
  readonly subject: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
  readonly expiresAt: number;
}

export interface BreakGlassStore {
  /** Replaces what the subject had. */
  put(tx: Tx, glass: BrokenGlass): Promise<void>;
  /** Whether the subject's leave lasts at the time of the transaction. */
  isBroken(tx: Tx, subject: string): Promise<boolean>;
}
