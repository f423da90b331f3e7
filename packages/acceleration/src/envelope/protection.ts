import { createCipheriv, createDecipheriv, createHmac, randomFillSync, timingSafeEqual } from 'node:crypto';
import type { RingKey } from './key-ring.ts';
import { NONCE_BYTES, SEAL_BYTES, TAG_BYTES } from './layout.ts';

const CIPHER = 'aes-256-gcm';
const TAG = { authTagLength: TAG_BYTES } as const;

/** Writes the HMAC of everything before `at` to `at`. */
export function writeSeal(envelope: Buffer, at: number, key: RingKey): void {
  envelope.set(createHmac('sha256', key.seal).update(envelope.subarray(0, at)).digest(), at);
}

export function sealHolds(envelope: Buffer, at: number, key: RingKey): boolean {
  const due = createHmac('sha256', key.seal).update(envelope.subarray(0, at)).digest();
  return timingSafeEqual(due, envelope.subarray(at, at + SEAL_BYTES));
}

/** Writes nonce, tag and ciphertext to `at`; the header before it is authenticated with it. */
export function encryptInto(
  envelope: Buffer,
  headerEnd: number,
  at: number,
  plain: Uint8Array,
  key: RingKey,
): void {
  randomFillSync(envelope, at, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.encrypt, envelope.subarray(at, at + NONCE_BYTES), TAG);
  cipher.setAAD(envelope.subarray(0, headerEnd));
  envelope.set(cipher.update(plain), at + NONCE_BYTES + TAG_BYTES);
  cipher.final();
  envelope.set(cipher.getAuthTag(), at + NONCE_BYTES);
}

/** The plain text of what stands at `at` until the end; null: it is not what was encrypted under this header and key. */
export function decrypted(envelope: Buffer, headerEnd: number, at: number, key: RingKey): Buffer | null {
  const tagAt = at + NONCE_BYTES;
  const cipher = createDecipheriv(CIPHER, key.encrypt, envelope.subarray(at, tagAt), TAG);
  cipher.setAAD(envelope.subarray(0, headerEnd));
  cipher.setAuthTag(envelope.subarray(tagAt, tagAt + TAG_BYTES));
  try {
    // GCM is a stream: `update` gives everything, `final` only compares the tag.
    const plain = cipher.update(envelope.subarray(tagAt + TAG_BYTES));
    cipher.final();
    return plain;
  } catch {
    return null;
  }
}
