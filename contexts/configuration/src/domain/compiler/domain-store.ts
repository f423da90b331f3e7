import type { GroundModel } from '../ground/ground-model.ts';

/**
 * The classes each variable may still take, as bits, with a trail: whatever was narrowed since a mark is restored by
 * going back to it.
 */
export class DomainStore {
  readonly words: Int32Array;
  /** Where each variable's words begin; the last one is the length. */
  readonly wordOffsets: Int32Array;
  /** How many classes are left of each variable. */
  readonly left: Int32Array;
  readonly #trail: number[] = [];

  constructor({ sizes }: Pick<GroundModel, 'sizes'>) {
    this.wordOffsets = new Int32Array(sizes.length + 1);
    for (const [variable, size] of sizes.entries())
      this.wordOffsets[variable + 1] = (this.wordOffsets[variable] as number) + ((size + 31) >>> 5);
    this.words = new Int32Array(this.wordOffsets.at(-1) ?? 0);
    this.left = Int32Array.from(sizes);
    for (const [variable, size] of sizes.entries()) {
      const offset = this.wordOffsets[variable] as number;
      for (let index = 0; index < size; index++) this.words[offset + (index >>> 5)]! |= 1 << (index & 31);
    }
  }

  mark(): number {
    return this.#trail.length;
  }

  undoTo(mark: number): void {
    const trail = this.#trail;
    while (trail.length > mark) {
      this.left[trail.pop() as number] = trail.pop() as number;
      this.words[trail.pop() as number] = trail.pop() as number;
    }
  }

  /** Keeps of a word what the bits have. Whether anything was taken away. */
  narrow(variable: number, word: number, bits: number): boolean {
    const old = this.words[word] as number;
    const kept = old & bits;
    if (kept === old) return false;
    this.#trail.push(old, word, this.left[variable] as number, variable);
    this.words[word] = kept;
    this.left[variable]! -= bitCount(old ^ kept);
    return true;
  }

  /** Keeps one class only. */
  assign(variable: number, index: number): boolean {
    const offset = this.wordOffsets[variable] as number;
    const end = this.wordOffsets[variable + 1] as number;
    let changed = false;
    for (let word = offset; word < end; word++) {
      const bits = word - offset === index >>> 5 ? 1 << (index & 31) : 0;
      if (this.narrow(variable, word, bits)) changed = true;
    }
    return changed;
  }

  has(variable: number, index: number): boolean {
    const word = this.words[(this.wordOffsets[variable] as number) + (index >>> 5)] as number;
    return (word & (1 << (index & 31))) !== 0;
  }

  /** The classes left, ascending. */
  classes(variable: number): number[] {
    const offset = this.wordOffsets[variable] as number;
    const end = this.wordOffsets[variable + 1] as number;
    const classes: number[] = [];
    for (let word = offset; word < end; word++) {
      for (let rest = this.words[word] as number; rest !== 0; rest &= rest - 1)
        classes.push((word - offset) * 32 + 31 - Math.clz32(rest & -rest));
    }
    return classes;
  }
}

/** Hamming weight of 32 bits (Warren, Hacker's Delight, 5–1). */
function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x5555_5555);
  count = (count & 0x3333_3333) + ((count >>> 2) & 0x3333_3333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
