import type { Bytes } from '../ports/index.ts';

/** Value ↔ payload. `decode(encode(value))` equals the value, is immutable all the way down, and owns its memory. */
export interface Codec<Value> {
  /** For the content type of a pass-through answer and the listing: `json`, `bytes`. */
  readonly name: string;
  /** Throws what it cannot hold (a cycle, a bigint): the value is then answered and not stored. */
  encode(value: Value): Bytes;
  /** Throws on bytes that are no value of this category: a miss. */
  decode(payload: Bytes): Value;
  /** Estimated bytes in memory of a decoded value, from its payload's length. */
  memoryOf(payloadBytes: number): number;
}
