declare const storeKeyBrand: unique symbol;

/**
 * The full text of a key in a store: ASCII, at most 1,024 characters, made by `keys/` from declared parts and by nothing
 * else. A store trusts its form.
 */
export type StoreKey = string & { readonly [storeKeyBrand]: true };

/**
 * A data key and its companions. The companions carry the whole data key as their hash tag, so that on a cluster all
 * three live in one slot and one script may touch them together.
 */
export interface EntryKeys {
  readonly data: StoreKey;
  /** `lock:{<data>}`: the lease of whoever fills the entry. */
  readonly lease: StoreKey;
  /** `wait:{<data>}`: who wants to hear when that lease ends. */
  readonly waiters: StoreKey;
}
