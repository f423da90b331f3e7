import { hash } from 'node:crypto';
import { CanonicalWriter } from './canonical-writer.ts';

/*
 * RFC 8785 (JSON Canonicalization Scheme): one text for one value, so that a hash identifies content.
 * Own writer, because the common ones let different values share a text (1n and 1, a Date and its string,
 * a `__proto__` member and none). Whatever JSON cannot hold is refused, never dropped;
 * a value object (Money, Date) is turned into JSON by its caller, who knows which form is meant.
 */

/** One serves all: nothing here waits. Absent while a value is being written. */
let idle: CanonicalWriter | undefined;

/** The canonical text of a value. Object members that are `undefined` are absent; elsewhere `undefined` is refused. */
export function canonicalJson(value: unknown): string {
  return written(value, (writer) => writer.text());
}

export function canonicalBytes(value: unknown): Buffer {
  return written(value, (writer) => Buffer.from(writer.bytes()));
}

/** SHA-256 as lower-case hex. */
export function sha256(bytes: string | Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** SHA-256 of the canonical text: the identity of a value. */
export function contentHash(value: unknown): string {
  return written(value, (writer) => sha256(writer.bytes()));
}

function written<T>(value: unknown, take: (writer: CanonicalWriter) => T): T {
  // A getter of the value may come here again: it gets a writer of its own.
  const writer = idle ?? new CanonicalWriter();
  idle = undefined;
  try {
    writer.write(value);
    return take(writer);
  } finally {
    writer.reset();
    idle = writer;
  }
}
