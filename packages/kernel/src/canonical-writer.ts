import { DomainError } from './domain-error.ts';
import { memberOrder } from './member-order.ts';

const MAX_DEPTH = 200;
const FIRST_BYTES = 16_384;
/** What a writer keeps between two values; a longer text gives its memory back. */
const KEPT_BYTES = 1_048_576;
/** Beyond this, the runtime's own writing is faster than a loop. */
const LONG = 128;

const QUOTE = 0x22;
const COMMA = 0x2c;

/** By character code: one byte that stands for itself in a JSON string. */
const STANDS_FOR_ITSELF = Uint8Array.from({ length: 128 }, (_, code) =>
  code < 0x20 || code === QUOTE || code === 0x5c ? 0 : 1,
);

/**
 * Writes canonical JSON as UTF-8 into one growing buffer: a text of a few megabytes has some hundred thousand parts, and a
 * string for each costs more than all the rest. Needs a `reset` after each value, also after one that was refused.
 */
export class CanonicalWriter {
  #bytes: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #at = 0;

  text(): string {
    return this.#bytes.toString('utf8', 0, this.#at);
  }

  /** Not a copy: valid until the next `write` or `reset`. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  reset(): void {
    this.#at = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  write(value: unknown, depth = 0): void {
    if (depth > MAX_DEPTH) throw refuse(`nesting deeper than ${MAX_DEPTH} levels`);
    switch (typeof value) {
      case 'string':
        this.#string(value);
        return;
      case 'number':
        if (!Number.isFinite(value)) throw refuse('a number that is not finite');
        this.#plain(`${value}`);
        return;
      case 'boolean':
        this.#plain(value ? 'true' : 'false');
        return;
      case 'object':
        if (value === null) this.#plain('null');
        else if (Array.isArray(value)) this.#array(value, depth);
        else this.#object(value, depth);
        return;
      default:
        throw refuse(`a value of type ${typeof value}`);
    }
  }

  #array(items: readonly unknown[], depth: number): void {
    mustBePlain(items, Array.prototype);
    // Fewer keys: a hole. More: a named member, which JSON would drop.
    if (Object.keys(items).length !== items.length) throw refuse('an array with holes or members of its own');
    this.#byte(0x5b);
    for (let index = 0; index < items.length; index += 1) {
      if (index > 0) this.#byte(COMMA);
      this.write(items[index], depth + 1);
    }
    this.#byte(0x5d);
  }

  #object(object: object, depth: number): void {
    mustBePlain(object, Object.prototype);
    const { names, labels } = memberOrder(Object.keys(object));
    let label = 1;
    this.#byte(0x7b);
    for (let index = 0; index < names.length; index += 1) {
      const member = (object as Record<string, unknown>)[names[index] as string];
      if (member === undefined) continue;
      this.#label(labels[index], label);
      label = 0;
      this.write(member, depth + 1);
    }
    this.#byte(0x7d);
  }

  /** The first member of an object has no comma before it. */
  #label(label: Uint8Array | undefined, from: number): void {
    if (label === undefined) throw refuse('a string with a lone surrogate');
    this.#reserve(label.length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = from; index < label.length; index += 1) bytes[at++] = label[index] as number;
    this.#at = at;
  }

  #string(text: string): void {
    const { length } = text;
    if (length > LONG) {
      this.#escaped(text);
      return;
    }
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127 || STANDS_FOR_ITSELF[code] === 0) {
        this.#escaped(text);
        return;
      }
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.#at = at;
  }

  #escaped(text: string): void {
    // A lone surrogate has no UTF-8 form: two texts that differ only there would share a hash.
    if (!text.isWellFormed()) throw refuse('a string with a lone surrogate');
    const escaped = JSON.stringify(text);
    this.#reserve(Buffer.byteLength(escaped));
    this.#at += this.#bytes.write(escaped, this.#at, 'utf8');
  }

  /** Of characters that are one byte each and are not escaped. */
  #plain(text: string): void {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < text.length; index += 1) bytes[at++] = text.charCodeAt(index);
    this.#at = at;
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = byte;
  }

  #reserve(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

function mustBePlain(object: object, plain: object): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== plain && prototype !== null) {
    throw refuse(`an instance of ${object.constructor?.name ?? 'a class'}`);
  }
  if (Object.getOwnPropertySymbols(object).length > 0) throw refuse('a member named by a symbol');
}

function refuse(what: string): DomainError {
  return new DomainError('JSON_NOT_CANONICAL', 'invalid', `${what} has no canonical JSON form`);
}
