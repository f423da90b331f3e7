import type { StoreKey } from '../ports/index.ts';
import { keyInvalid } from './key-error.ts';

/** Characters (ASCII) a key in a store has at most. */
export const MAX_KEY_LENGTH = 1_024;

/** The one place that says a text is a key. The caller vouches for its characters. */
export function storeKey(text: string, maxLength = MAX_KEY_LENGTH): StoreKey {
  if (text.length <= maxLength) return text as StoreKey;
  throw keyInvalid('key', `must have at most ${maxLength} characters in all, has ${text.length}`);
}
