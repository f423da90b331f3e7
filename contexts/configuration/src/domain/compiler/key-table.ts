/**
 * A hash table from keys of 32-bit integers to numbers. Keys lie one behind the other in one array: hundreds of
 * thousands of them as strings or objects would cost more than the search they save. Exact: keys are compared in full.
 */
export class KeyTable {
  /** Written before `find`: the first `keyLength` integers are the key. */
  key = new Int32Array(64);
  keyLength = 0;
  #arena = new Int32Array(1 << 8);
  #arenaLength = 0;
  #slots = new Int32Array(1 << 6).fill(-1);
  /** Of each entry: where its key begins, how long it is, its hash, its number. */
  #entries = new Int32Array(1 << 7);
  #count = 0;
  #hash = 0;
  readonly #maxIntegers: number;

  constructor(maxIntegers: number) {
    this.#maxIntegers = maxIntegers;
  }

  begin(): void {
    this.keyLength = 0;
  }

  push(integer: number): void {
    if (this.keyLength === this.key.length) this.key = grown(this.key);
    this.key[this.keyLength++] = integer;
  }

  /** The number kept under the key, or -1. */
  find(): number {
    this.#hash = hashOf(this.key, this.keyLength);
    const mask = this.#slots.length - 1;
    for (let slot = this.#hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] as number;
      if (entry === -1) return -1;
      if (this.#entries[entry * 4 + 2] === this.#hash && this.#equals(entry))
        return this.#entries[entry * 4 + 3] as number;
    }
  }

  /** Takes the key out of the way, so that it can be kept later: what lies between may use `key` again. */
  saved(): Int32Array {
    return this.key.slice(0, this.keyLength);
  }

  /** Keeps a number under a key that is not there yet. Beyond the limit of memory nothing more is kept. */
  keep(key: Int32Array, length: number, number: number): void {
    if (this.#arenaLength + length > this.#maxIntegers) return;
    const hash = hashOf(key, length);
    while (this.#arenaLength + length > this.#arena.length) this.#arena = grown(this.#arena);
    this.#arena.set(key.length === length ? key : key.subarray(0, length), this.#arenaLength);
    if (this.#count * 4 === this.#entries.length) this.#entries = grown(this.#entries);
    this.#entries.set([this.#arenaLength, length, hash, number], this.#count * 4);
    this.#arenaLength += length;
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#rehash();
    else this.#insert(this.#count - 1);
  }

  #equals(entry: number): boolean {
    if (this.#entries[entry * 4 + 1] !== this.keyLength) return false;
    const start = this.#entries[entry * 4] as number;
    for (let at = 0; at < this.keyLength; at++) if (this.#arena[start + at] !== this.key[at]) return false;
    return true;
  }

  #insert(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#entries[entry * 4 + 2] as number) & mask;
    while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
    this.#slots[slot] = entry;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
    for (let entry = 0; entry < this.#count; entry++) this.#insert(entry);
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Of the kind of MurmurHash3 (Appleby): only to spread keys, equality is compared. */
function hashOf(key: Int32Array, length: number): number {
  let hash = length;
  for (let at = 0; at < length; at++) {
    let mixed = Math.imul(key[at] as number, 0xcc9e_2d51 | 0);
    mixed = (mixed << 15) | (mixed >>> 17);
    hash ^= Math.imul(mixed, 0x1b87_3593);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe654_6b64;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85eb_ca6b | 0);
  hash ^= hash >>> 13;
  return hash | 0;
}
