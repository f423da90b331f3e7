import type { Mismatch } from '../envelope/envelope.ts';
import type { TroubleKind } from '../guard/store-guard.ts';
import type { ParsedKey } from '../keys/parse-key.ts';
import type { GenerationRow } from '../ports/index.ts';
import type { Protection } from '../registry/category.ts';
import type { DropCause } from './drop-causes.ts';

/**
 * What the store has: a copy that would be answered, nothing, bytes that no reader would be answered with (`reason` says why), or
 * no answer of the store (`reason` is its trouble).
 */
export type StoreExplanation =
  | { readonly state: 'copy'; readonly age: 'fresh' | 'stale' }
  | { readonly state: 'nothing' }
  | { readonly state: 'refused'; readonly reason: CopyRefusal }
  | { readonly state: 'unknown'; readonly reason: TroubleKind };

export type CopyRefusal =
  | Mismatch
  /** The scope is out of use until it is released, or the purges have not been read yet. */
  | 'quarantined'
  /** This node has begun an invalidation of the key that the store has not acknowledged. */
  | 'invalidation-pending'
  /** This node does not know the store's time yet. */
  | 'clock-unknown';

/** Times in milliseconds since the epoch, by the store's clock. As it is written: believed only where the copy is. */
export interface CopyHeader {
  readonly schemaVersion: number;
  /** A pointer's version, or the version part of the key; null where there is neither. */
  readonly sourceVersion: string | null;
  /** The latest purge its writer knew of. */
  readonly generation: number;
  readonly generatedAt: number;
  readonly freshUntil: number;
  readonly hardUntil: number;
  readonly loadCostMs: number;
  readonly codec: string;
  readonly protection: Protection;
  readonly keyId: string | null;
  readonly storedBytes: number;
  readonly payloadBytes: number;
  /** SHA-256 of the payload, lower-case hex. Null where it was not opened, and where it is encrypted: a hash of few unknowns tells them. */
  readonly contentHash: string | null;
  /** "There is none", kept as such. */
  readonly negative: boolean;
}

/** Where the value under a key came from, and what would drop it. Holds nothing of the value but what `describe` says of it. */
export interface KeyExplanation<Origin = never> {
  readonly key: ParsedKey;
  readonly store: StoreExplanation;
  /** Null where the store has no envelope, and where it has one of another key: that is nobody's business here. */
  readonly header: CopyHeader | null;
  /** Of this process. `believed`: it would be answered now. */
  readonly memory: {
    readonly held: boolean;
    readonly believed: boolean;
    readonly generatedAt: number | null;
  };
  readonly purges: {
    /** Whether they have been read; until then everything is in quarantine. */
    readonly known: boolean;
    /** What a copy must know at least. */
    readonly required: number;
    /** Those that concern the key. */
    readonly rows: readonly GenerationRow[];
  };
  readonly quarantined: boolean;
  readonly dropsBy: readonly DropCause[];
  /** What `describe` said of the value; null where there is none, or it could not say. */
  readonly origin: Origin | null;
}
