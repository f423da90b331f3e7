import type { Bytes } from '../../ports/index.ts';

/** The driver sends Buffers as they are, and any other array as text. */
export function bufferOf(bytes: Bytes): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
