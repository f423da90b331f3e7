import { keyInvalid } from './key-error.ts';

/** What an encoded part consists of besides `%XX`. None of it means anything to a store, a glob, a cluster or a log. */
const PLAIN = /^[A-Za-z0-9._/-]+$/;

/**
 * Percent-encodes a part over its UTF-8 bytes. Injective: different texts have different codes, because `%` itself is
 * encoded and nothing is normalised. Ids of the usual shapes and route templates stay as they are.
 *
 * @throws DomainError `CACHE_KEY_INVALID` for what is no text, empty, longer than `maxLength` UTF-16 units, or has a
 * lone surrogate (UTF-8 would make all of those equal).
 */
export function encodePart(name: string, text: string, maxLength: number): string {
  if (typeof text !== 'string') throw keyInvalid(name, 'must be a text', text);
  if (text.length === 0) throw keyInvalid(name, 'must not be empty');
  if (text.length > maxLength) throw keyInvalid(name, `must have at most ${maxLength} characters`, text);
  if (PLAIN.test(text)) return text;
  if (!text.isWellFormed()) throw keyInvalid(name, 'must be well-formed Unicode', text);
  return encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
