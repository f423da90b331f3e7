import { hash } from 'node:crypto';

/** A strong entity tag over the bytes of a representation, with its quotes. */
export function contentTag(content: Uint8Array): string {
  return `"${hash('sha256', content, 'base64url')}"`;
}

const TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** Whether `If-None-Match` names the representation (RFC 9110, section 13.1.2: weak comparison). */
export function noneMatchNames(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  const opaque = withoutWeakness(etag);
  return (header.match(TAG) ?? []).some((tag) => withoutWeakness(tag) === opaque);
}

function withoutWeakness(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
