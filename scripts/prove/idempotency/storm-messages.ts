/** When the process of an attempt kills itself, if the effect falls to it: before its commit, or before its answer is sent. */
export type Death = 'before-commit' | 'before-answer';

export interface Attempt {
  readonly key: string;
  /** What the request says; the same key with another payload is another request. */
  readonly payload: number;
  readonly dies?: Death;
}

export type Outcome =
  | { readonly kind: 'answer'; readonly replayed: boolean; readonly text: string }
  | { readonly kind: 'refused'; readonly code: string; readonly passing: boolean };

/** What a node has done with pointers since it began. */
export interface FastPaths {
  readonly hit: number;
  readonly stale: number;
  readonly none: number;
}

export interface StormTask {
  readonly attempts: readonly Attempt[];
}

export type FromStormNode =
  | { readonly kind: 'ready' }
  /** `outcomes` in the order of the attempts. */
  | { readonly kind: 'done'; readonly outcomes: readonly Outcome[]; readonly fastPaths: FastPaths };
