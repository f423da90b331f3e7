import { type ValueSet, valuesOf } from '../model/value-set.ts';
import type { Mask } from './ground-model.ts';

/** The values of one variable in classes: refined until values of one class are alike to every constraint. */
export class ValuePartition {
  /** By value; classes are numbered in the order of their first values. */
  readonly classOf: Int32Array;
  count: number;

  constructor(size: number) {
    this.classOf = new Int32Array(size);
    this.count = 1;
  }

  splitBySet(set: ValueSet): void {
    if (this.count === this.classOf.length) return;
    const isIn = new Uint8Array(this.classOf.length);
    for (const [from, to] of set) isIn.fill(1, from, to + 1);
    this.#refine(isIn);
  }

  splitByWeight(weights: readonly number[]): void {
    if (this.count < this.classOf.length) this.#refine(weights);
  }

  mask(set: ValueSet): Mask {
    const mask = new Int32Array((this.count + 31) >>> 5);
    for (const value of valuesOf(set)) {
      const index = this.classOf[value] as number;
      mask[index >>> 5] = (mask[index >>> 5] as number) | (1 << (index & 31));
    }
    return mask;
  }

  perClass(weights: readonly number[]): Int32Array {
    const perClass = new Int32Array(this.count);
    for (const [value, weight] of weights.entries()) perClass[this.classOf[value] as number] = weight;
    return perClass;
  }

  /** Numbers classes by their first value, so that equal partitions are equal however they came about. */
  #refine(keys: ArrayLike<number>): void {
    const numbers = new Map<number, Map<number, number>>();
    let count = 0;
    for (const [value, old] of this.classOf.entries()) {
      const byKey = numbers.get(old) ?? new Map<number, number>();
      if (byKey.size === 0) numbers.set(old, byKey);
      const key = keys[value] as number;
      let index = byKey.get(key);
      if (index === undefined) byKey.set(key, (index = count++));
      this.classOf[value] = index;
    }
    this.count = count;
  }
}
