import { hash } from 'node:crypto';
import type { EnvelopeHeader, Opened } from '../envelope/envelope.ts';
import type { Bytes } from '../ports/index.ts';
import type { Codec } from '../registry/codec.ts';

/**
 * A value with its origin, on its way between store, memory and callers. Decoded at most once, and only for callers who want
 * the value; the decoded value is frozen, so all of them may share it.
 */
export class Entry<Value> {
  readonly header: EnvelopeHeader;
  /** Nobody but the one caller it is answered to can see it: its bytes may be given away without a copy. */
  exclusive = false;
  readonly #codec: Codec<Value>;
  #payload: Bytes | undefined;
  #opened: Opened | undefined;
  #contentHash: string | undefined;
  #value: Value | undefined;
  #decoded: boolean;

  private constructor(
    header: EnvelopeHeader,
    payload: Bytes | undefined,
    codec: Codec<Value>,
    decoded: boolean,
  ) {
    this.header = header;
    this.#payload = payload;
    this.#codec = codec;
    this.#decoded = decoded;
  }

  static opened<Value>(opened: Opened, codec: Codec<Value>): Entry<Value> {
    const entry = new Entry(opened.header, opened.payload, codec, false);
    entry.#opened = opened;
    return entry;
  }

  static absent<Value>(header: EnvelopeHeader, codec: Codec<Value>): Entry<Value> {
    return new Entry(header, NOTHING, codec, true);
  }

  /** A value as it was loaded, that has no bytes. */
  static unencodable<Value>(header: EnvelopeHeader, value: Value, codec: Codec<Value>): Entry<Value> {
    const entry = new Entry(header, undefined, codec, true);
    entry.#value = value;
    return entry;
  }

  /** A loaded value in the form every later reader will see: what its bytes decode to. */
  static encoded<Value>(header: EnvelopeHeader, payload: Bytes, codec: Codec<Value>): Entry<Value> {
    const entry = new Entry(header, payload, codec, false);
    void entry.value;
    return entry;
  }

  /** Undefined for a loaded value that the codec cannot hold: it can be answered, not stored. */
  get payload(): Bytes | undefined {
    return this.#payload;
  }

  /** Bytes for a caller, who may write into them. Undefined as `payload`. */
  get bytes(): Bytes | undefined {
    if (this.exclusive || this.#payload === undefined) return this.#payload;
    return new Uint8Array(this.#payload);
  }

  /** Before it is kept: a short payload must not hold on to the long piece of network traffic that it came in. */
  detach(): void {
    this.exclusive = false;
    const payload = this.#payload;
    if (payload !== undefined && payload.buffer.byteLength > 2 * payload.length) {
      void this.contentHash;
      this.#payload = Uint8Array.prototype.slice.call(payload);
      this.#opened = undefined;
    }
  }

  get negative(): boolean {
    return this.header.negative;
  }

  /** Throws what the codec throws, each time. Undefined in a negative entry. */
  get value(): Value {
    if (!this.#decoded) {
      this.#value = this.#codec.decode(this.#payload as Bytes);
      this.#decoded = true;
    }
    return this.#value as Value;
  }

  /** SHA-256 of the payload, lower-case hex. */
  get contentHash(): string {
    this.#contentHash ??= this.#opened?.contentHash ?? hash('sha256', this.#payload ?? NOTHING, 'hex');
    return this.#contentHash;
  }

  /** Whether the value can be had; a payload that its codec refuses is no answer. */
  decodes(): boolean {
    try {
      void this.value;
      return true;
    } catch {
      return false;
    }
  }
}

const NOTHING: Bytes = new Uint8Array(0);
