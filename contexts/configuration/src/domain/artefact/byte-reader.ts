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
    // Most are small.
    const small = this.#bytes[this.#at];
    if (small !== undefined && small < 0x80) {
      this.#at += 1;
      return small;
    }
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

  /** As many things as a count before them says. */
  list<Item>(read: () => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.count(); left > 0; left--) items.push(read());
    return items;
  }

  text(): string {
    const bytes = this.block();
    try {
      return shortText(bytes) ?? DECODER.decode(bytes);
    } catch {
      throw new MalformedArtefact('a text is not UTF-8');
    }
  }

  isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }
}

/** Of ids, which most texts here are; undefined for other texts. A decoder is slow to call. */
function shortText(bytes: Uint8Array): string | undefined {
  if (bytes.length > MAX_SHORT_TEXT) return undefined;
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

const MAX_SHORT_TEXT = 64;
const MAX_FACTOR = 128 ** 7;
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
