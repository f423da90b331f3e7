/** What is read does not have the form it should: the artefact is rebuilt from the truth. */
export class MalformedArtefact extends Error {
  override readonly name = 'MalformedArtefact';
}

/** Reads what `ByteWriter` wrote. Every read is checked. @throws MalformedArtefact */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#at;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= MAX_FACTOR; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (!Number.isSafeInteger(value)) break;
        return value;
      }
    }
    throw new MalformedArtefact('a number is too large');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new MalformedArtefact('it ends too early');
    this.#at += 1;
    return byte;
  }

  /** A whole number below `limit`. */
  below(limit: number): number {
    const value = this.varint();
    if (value >= limit) throw new MalformedArtefact(`a number is ${value}, which should be below ${limit}`);
    return value;
  }

  /** How many things of at least one byte each follow: never more than there are bytes. */
  count(): number {
    return this.below(this.#bytes.length - this.#at + 1);
  }

  raw(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new MalformedArtefact('it ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  block(): Uint8Array {
    return this.raw(this.count());
  }

  text(): string {
    try {
      return DECODER.decode(this.block());
    } catch (error) {
      if (error instanceof MalformedArtefact) throw error;
      throw new MalformedArtefact('a text is not UTF-8');
    }
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

const MAX_FACTOR = 128 ** 7;
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
