/** What a soaking node asks and tells the process that holds the truth. */
export type FromNode =
  /** Read the truth of a key. */
  | { readonly kind: 'load'; readonly id: number; readonly key: string }
  /** Change it. */
  | { readonly kind: 'change'; readonly id: number; readonly key: string }
  /** The invalidation of this version was acknowledged. */
  | { readonly kind: 'acknowledged'; readonly key: string; readonly version: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'settled'; readonly report: NodeReport };

export type ToNode =
  | { readonly kind: 'answer'; readonly id: number; readonly version: number }
  /** Everybody may know by now that the key is not older than this. */
  | { readonly kind: 'floor'; readonly key: string; readonly version: number }
  | { readonly kind: 'begin'; readonly seed: number; readonly milliseconds: number };

export interface NodeReport {
  readonly reads: number;
  readonly hits: number;
  readonly changes: number;
  readonly violations: readonly string[];
}
