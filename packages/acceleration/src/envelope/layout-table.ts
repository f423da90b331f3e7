import { AT, CRC_BYTES, HASH_BYTES, NONCE_BYTES, SEAL_BYTES, TAG_BYTES } from './layout.ts';

/** One field of a stored value, for the reference page. */
export interface LayoutField {
  readonly field: string;
  /** From the first byte; null: right after the field before it. */
  readonly offset: number | null;
  /** How many bytes; a text names the field that says so. */
  readonly bytes: number | string;
  readonly meaning: string;
}

/** The whole wire format, in order. Numbers are unsigned and big-endian, texts are ASCII, times are milliseconds of the store's clock. */
export const ENVELOPE_LAYOUT: readonly LayoutField[] = [
  { field: 'magic', offset: AT.magic, bytes: 3, meaning: '`QWE`' },
  { field: 'wire', offset: AT.wire, bytes: 1, meaning: 'wire version: 1' },
  {
    field: 'flags',
    offset: AT.flags,
    bytes: 1,
    meaning: '1: negative, 2: compressed (Zstandard); other bits are 0',
  },
  { field: 'protection', offset: AT.protection, bytes: 1, meaning: '0: hash, 1: sealed, 2: encrypted' },
  { field: 'schemaVersion', offset: AT.schemaVersion, bytes: 2, meaning: 'shape of the payload' },
  { field: 'order', offset: AT.order, bytes: 8, meaning: "a pointer's version, else 0; at most 2^53 - 1" },
  {
    field: 'generation',
    offset: AT.generation,
    bytes: 8,
    meaning: 'purges the writer knew of; at most 2^53 - 1',
  },
  { field: 'generatedAt', offset: AT.generatedAt, bytes: 6, meaning: 'time of the load' },
  { field: 'freshUntil', offset: AT.freshUntil, bytes: 6, meaning: 'soft expiry, at most hardUntil' },
  { field: 'hardUntil', offset: AT.hardUntil, bytes: 6, meaning: 'from then on it is no answer' },
  { field: 'loadCost', offset: AT.loadCost, bytes: 4, meaning: 'milliseconds the load took, rounded up' },
  {
    field: 'storedLength',
    offset: AT.storedLength,
    bytes: 4,
    meaning: 'bytes of the payload as it stands here',
  },
  {
    field: 'decodedLength',
    offset: AT.decodedLength,
    bytes: 4,
    meaning: 'bytes of the payload decrypted and decompressed',
  },
  { field: 'categoryLength', offset: AT.categoryLength, bytes: 2, meaning: '' },
  { field: 'keyLength', offset: AT.keyLength, bytes: 2, meaning: '' },
  { field: 'tenantLength', offset: AT.tenantLength, bytes: 2, meaning: '0 in a global category' },
  { field: 'versionLength', offset: AT.versionLength, bytes: 2, meaning: '0 where keys have no version' },
  { field: 'keyIdLength', offset: AT.keyIdLength, bytes: 1, meaning: '0 under protection `hash`' },
  { field: 'reserved', offset: AT.reserved, bytes: 1, meaning: '0' },
  { field: 'category', offset: AT.texts, bytes: 'categoryLength', meaning: 'name of the category' },
  { field: 'key', offset: null, bytes: 'keyLength', meaning: 'the full data key' },
  { field: 'tenant', offset: null, bytes: 'tenantLength', meaning: '' },
  { field: 'version', offset: null, bytes: 'versionLength', meaning: 'version part of the key' },
  {
    field: 'keyId',
    offset: null,
    bytes: 'keyIdLength',
    meaning: 'which secret of the key ring sealed or encrypted it',
  },
  {
    field: 'payloadHash',
    offset: null,
    bytes: HASH_BYTES,
    meaning: 'SHA-256 of the payload as it stands here',
  },
  { field: 'checksum', offset: null, bytes: CRC_BYTES, meaning: 'CRC-32 of everything before it' },
  {
    field: 'seal',
    offset: null,
    bytes: SEAL_BYTES,
    meaning: 'only sealed: HMAC-SHA-256 of everything before it',
  },
  { field: 'nonce', offset: null, bytes: NONCE_BYTES, meaning: 'only encrypted: of AES-256-GCM, random' },
  {
    field: 'tag',
    offset: null,
    bytes: TAG_BYTES,
    meaning: 'only encrypted: of AES-256-GCM; also covers magic to keyId',
  },
  {
    field: 'payload',
    offset: null,
    bytes: 'storedLength',
    meaning: 'compressed, then encrypted; as the flags and the protection say',
  },
];
