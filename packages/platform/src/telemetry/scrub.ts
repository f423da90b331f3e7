/*
 * What a credential looks like inside running text. The name in front stays, so that a reader sees what
 * was there.
 */
const CREDENTIALS: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"\\]*):[^\s/@"\\]+@/gi, '$1:[redacted]@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  // A JWT: three base64url parts, the first of them a JSON object.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[redacted]'],
];

/** Replaces whatever looks like a credential. */
export function scrubbed(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of CREDENTIALS) clean = clean.replace(pattern, replacement);
  return clean;
}
