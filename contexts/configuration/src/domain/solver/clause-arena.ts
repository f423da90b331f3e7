/*
 * Clauses in one array of words, each with the links of the two lists it is watched in. Lists inside the array need no
 * allocation when a watch moves, and a solver starts afresh by copying two arrays.
 */

/** Words before the literals of a clause: size, two links, where the search for a watch stopped, and its grade. */
export const HEADER = 5;
export const LINK = 1;
export const HINT = 3;
const GRADE = 4;

/** The grade of a clause that is not to be forgotten. */
export const NO_GRADE = 0;

export class ClauseArena {
  words: Int32Array;
  /** By literal: the first clause that watches it; 0 ends a list. */
  readonly heads: Int32Array;
  /** Where the next clause goes. */
  end = 1;

  constructor(literals: number, capacity = 1024) {
    this.words = new Int32Array(capacity);
    this.heads = new Int32Array(literals);
  }

  /** Adds a clause of at least two literals, watched at the first two. Returns its place, above 0. */
  add(literals: ArrayLike<number>, size: number, grade: number): number {
    const place = this.end;
    this.end = place + HEADER + size;
    if (this.end > this.words.length) this.#grow();
    const { words } = this;
    words[place] = size;
    words[place + HINT] = 2;
    words[place + GRADE] = grade;
    for (let at = 0; at < size; at++) words[place + HEADER + at] = literals[at]!;
    this.#watch(place);
    return place;
  }

  /** Becomes equal to another one with as many literals. */
  copy(other: ClauseArena): void {
    if (this.words.length < other.end) this.words = new Int32Array(other.end * 2);
    this.words.set(other.words.subarray(0, other.end));
    this.heads.set(other.heads);
    this.end = other.end;
  }

  /**
   * Forgets the worse half of the clauses that have a grade: those of higher grade, of equal ones the older. Places
   * change; nothing may refer to them. Returns how many with a grade are left.
   */
  forgetHalf(): number {
    const { words } = this;
    const lasting: number[] = [];
    const graded: number[] = [];
    for (let place = 1; place < this.end; place += HEADER + words[place]!)
      (words[place + GRADE] === NO_GRADE ? lasting : graded).push(place);
    const ranked = graded.toSorted((a, b) => words[a + GRADE]! - words[b + GRADE]! || b - a);
    const better = ranked.slice(0, graded.length >> 1);
    const kept = [...lasting, ...better].sort((a, b) => a - b);
    this.end = 1;
    for (const place of kept) {
      const length = HEADER + words[place]!;
      words.copyWithin(this.end, place, place + length);
      this.end += length;
    }
    this.heads.fill(0);
    for (let place = 1; place < this.end; place += HEADER + words[place]!) this.#watch(place);
    return better.length;
  }

  #watch(place: number): void {
    const { words, heads } = this;
    for (let side = 0; side < 2; side++) {
      const literal = words[place + HEADER + side]!;
      words[place + LINK + side] = heads[literal]!;
      heads[literal] = place;
    }
  }

  #grow(): void {
    const words = new Int32Array(this.end * 2);
    words.set(this.words);
    this.words = words;
  }
}
