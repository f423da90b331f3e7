import { randomFillSync } from 'node:crypto';

/** One request to the system for many ids: each costs as much as all of them. */
const pool = Buffer.allocUnsafe(4_096);
let used = pool.length;

/** Fills with cryptographically strong random bytes, none of which is given out twice. */
export function fillRandomly(bytes: Uint8Array): void {
  if (bytes.length > pool.length) {
    randomFillSync(bytes);
    return;
  }
  if (used + bytes.length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  bytes.set(pool.subarray(used, used + bytes.length));
  pool.fill(0, used, used + bytes.length);
  used += bytes.length;
}

/** So many random bytes as lower-case hex digits. */
export function randomHex(bytes: number): string {
  const filled = Buffer.allocUnsafe(bytes);
  fillRandomly(filled);
  return filled.toString('hex');
}
