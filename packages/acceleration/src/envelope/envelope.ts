import type { Bytes } from '../ports/index.ts';

/** What an envelope says about its payload, readable without touching it. Times are the store's, milliseconds since the epoch. */
export interface EnvelopeHeader {
  readonly schemaVersion: number;
  readonly category: string;
  /** The full data key, echoed. */
  readonly key: string;
  /** Empty in a global category. */
  readonly tenant: string;
  /** The version part of the key, empty where there is none. */
  readonly version: string;
  /** Watermark of purges that the writer knew when its flight began. */
  readonly generation: number;
  /** The pointer's version; 0 in other categories. */
  readonly order: number;
  readonly generatedAt: number;
  readonly freshUntil: number;
  readonly hardUntil: number;
  /** Milliseconds the load took. */
  readonly loadCost: number;
  /** A declared "there is none": the payload is empty. */
  readonly negative: boolean;
}

/** What the reader demands. Anything else is a miss, named by a `Mismatch`. */
export interface Expectation {
  readonly schemaVersion: number;
  readonly category: string;
  readonly key: string;
  readonly tenant: string;
  readonly version: string;
  readonly minGeneration: number;
  /** Store time, milliseconds since the epoch. */
  readonly now: number;
  readonly maxDecodedBytes: number;
}

/** Why stored bytes are no answer; a label of `redis_cache_miss_total`'s companion metric, so the set is closed. */
export type Mismatch =
  | 'magic' // not an envelope
  | 'wire' // of another wire version
  | 'header' // cut short, checksum wrong, impossible lengths or times
  | 'schema'
  | 'category'
  | 'key'
  | 'tenant'
  | 'version'
  | 'generation'
  | 'expired'
  | 'length'
  | 'hash'
  | 'seal' // absent, of an unknown key, or wrong
  | 'decrypt'
  | 'decompress' // broken, or larger than allowed
  | 'payload'; // the codec refused it

/** A checked envelope. `payload` is decompressed and decrypted, a view or copy that nobody else writes to. */
export interface Opened {
  readonly header: EnvelopeHeader;
  readonly payload: Bytes;
  /** SHA-256 of the payload as it is handed out, lower-case hex; computed when asked for the first time. */
  readonly contentHash: string;
}
