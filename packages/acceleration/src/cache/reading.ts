import type { Bytes } from '../ports/index.ts';
import type { MissReason } from '../telemetry/telemetry.ts';

/**
 * Where an answer came from. `bypassed`: loaded from the truth without the store being asked or filled (trouble, quarantine, an
 * unacknowledged invalidation, a busy key).
 */
export type Source = 'l1' | 'l2' | 'stale' | 'loaded' | 'bypassed';

interface Origin {
  readonly source: Source;
  /** Whose it is, as the copy itself says; null in a global category. */
  readonly tenant: string | null;
  /** Time of the load by the store's clock, milliseconds since the epoch. */
  readonly generatedAt: number;
  /** The version part of the key, or a pointer's version as text; null where there is neither. */
  readonly version: string | null;
  /** Why the truth was asked; null for hits. */
  readonly reason: MissReason | null;
}

export interface Found<Value> extends Origin {
  readonly outcome: 'found';
  /** Immutable: frozen all the way down. Only a value that its codec cannot hold is as its loader made it. */
  readonly value: Value;
}

/** The truth has none; from the truth now, or from a declared negative entry. */
export interface Absent extends Origin {
  readonly outcome: 'absent';
}

/** The category declares that nothing is answered in this state. */
export interface Refused {
  readonly outcome: 'refused';
  readonly reason: 'store-down' | 'degraded' | 'busy' | 'version-not-published';
  /** Milliseconds after which asking again makes sense. */
  readonly retryAfter: number;
}

export type Reading<Value> = Found<Value> | Absent | Refused;

export interface FoundBytes extends Origin {
  readonly outcome: 'found';
  /** The payload as the codec wrote it; the caller's own. */
  readonly bytes: Bytes;
  /** SHA-256 of `bytes`, lower-case hex: an ETag. */
  readonly contentHash: string;
}

export type BytesReading = FoundBytes | Absent | Refused;

/** What the store holds: a copy that would be answered, "there is none", nothing of use, or no answer of the store. */
export type StoredCopy =
  | {
      readonly outcome: 'copy';
      /** SHA-256 of the payload, lower-case hex. */
      readonly contentHash: string;
      /** Milliseconds since the epoch, by the store's clock. */
      readonly generatedAt: number;
    }
  | { readonly outcome: 'absent'; readonly generatedAt: number }
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'unknown' };
