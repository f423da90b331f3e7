/*
 * The wire format of a stored value. Numbers are unsigned and big-endian, texts are ASCII.
 *
 *   0      3    4     5          6      8     16         24          30         36        42       46     50      54
 *   | 'QWE' | wire | flags | protection | schema | order | generation | generated | fresh | hard | cost | stored | decoded |
 *
 *   54         56    58       60       62       63  64
 *   | category | key | tenant | version | key id | 0 |  category · key · tenant · version · key id  | SHA-256 | CRC-32 |
 *
 *   then, by protection:  hash       | payload
 *                         sealed     | HMAC-SHA-256 (32) | payload
 *                         encrypted  | nonce (12) | tag (16) | ciphertext
 *
 * The CRC covers everything before it: a flipped bit in a time or a length is noticed although the payload's hash still holds,
 * and the header of one envelope does not fit the payload of another. The HMAC covers everything before it. The tag
 * authenticates everything before the SHA-256 as additional data: a ciphertext cannot be moved under another key.
 *
 * Numbers stand first and at fixed places, so that the store's fill script compares `order` and a reader refuses on a few
 * bytes; the lengths of the texts stand among them, so that the end of the header is known without walking through it.
 * Any change of this table is a new wire version.
 */

export const MAGIC = 0x515745;
export const WIRE_VERSION = 1;
/** The first four bytes as one number: what the store's fill script compares before it compares `order`. */
export const MAGIC_AND_WIRE = MAGIC * 256 + WIRE_VERSION;

/** Where the pointer's version stands: 8 bytes, big-endian (`Fill.orderOffset`). */
export const ORDER_OFFSET = 8;

/** Offsets of the fixed part, in bytes. */
export const AT = {
  magic: 0,
  wire: 3,
  flags: 4,
  protection: 5,
  schemaVersion: 6,
  order: ORDER_OFFSET,
  generation: 16,
  generatedAt: 24,
  freshUntil: 30,
  hardUntil: 36,
  loadCost: 42,
  storedLength: 46,
  decodedLength: 50,
  categoryLength: 54,
  keyLength: 56,
  tenantLength: 58,
  versionLength: 60,
  keyIdLength: 62,
  reserved: 63,
  texts: 64,
} as const;

export const CRC_BYTES = 4;
export const HASH_BYTES = 32;
export const SEAL_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export const NEGATIVE = 1;
export const COMPRESSED = 2;
export const KNOWN_FLAGS = NEGATIVE | COMPRESSED;

/** How a protection is named on the wire. */
export const PROTECTION_NUMBER = { hash: 0, sealed: 1, encrypted: 2 } as const;
/** What stands between the hash and the payload. */
export const GUARD_BYTES = { hash: 0, sealed: SEAL_BYTES, encrypted: NONCE_BYTES + TAG_BYTES } as const;

/** What Redis holds in one string. A length beyond it is damage, or an attempt to make a reader allocate. */
export const MAX_PAYLOAD_BYTES = 0x2000_0000;
export const MAX_U16 = 0xffff;
export const MAX_U32 = 0xffff_ffff;
export const MAX_U48 = 0xffff_ffff_ffff;
export const TWO_32 = 0x1_0000_0000;
