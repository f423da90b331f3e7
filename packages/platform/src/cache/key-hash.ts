import { sha256 } from '@quotewright/kernel';

/** Hex digits: 64 bits tell the keys of an installation apart. */
const DIGITS = 16;

/**
 * The name of a key in logs, where the key itself is too long and nobody's business: the first 16 hex digits of the SHA-256 of its
 * text without its namespace. The same for a key with its namespace and without.
 */
export function keyHash(keyText: string): string {
  return sha256(withoutNamespace(keyText)).slice(0, DIGITS);
}

/** No first member of a category's keys holds a dot, and every namespace does. */
function withoutNamespace(keyText: string): string {
  const end = keyText.indexOf(':');
  return keyText.slice(0, end).includes('.') ? keyText.slice(end + 1) : keyText;
}
