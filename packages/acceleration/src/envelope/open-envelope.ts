import { hash } from 'node:crypto';
import type { Bytes } from '../ports/index.ts';
import type { Protection } from '../registry/category.ts';
import { decompressed } from './compression.ts';
import type { EnvelopeHeader, Expectation, Mismatch, Opened } from './envelope.ts';
import type { KeyRing } from './key-ring.ts';
import { AT, COMPRESSED, CRC_BYTES, GUARD_BYTES, HASH_BYTES, NEGATIVE, PROTECTION_NUMBER } from './layout.ts';
import { decrypted, sealHolds } from './protection.ts';
import { asBuffer, checkedHeaderEnd, readU64 } from './read-header.ts';

/**
 * How far ahead of the store's clock a writer may have been. After a failover to a server whose clock is behind, entries come
 * from the future for as long as the clocks differ; beyond this it is no skew, and an age computed from it would be nonsense.
 */
const MAX_SKEW_MS = 300_000;

/** The hash of an untouched payload is known from its check; any other is computed when somebody asks. */
class OpenedEnvelope implements Opened {
  readonly header: EnvelopeHeader;
  readonly payload: Bytes;
  #contentHash: string | null;

  constructor(header: EnvelopeHeader, payload: Bytes, contentHash: string | null) {
    this.header = header;
    this.payload = payload;
    this.#contentHash = contentHash;
  }

  get contentHash(): string {
    this.#contentHash ??= hash('sha256', this.payload, 'hex');
    return this.#contentHash;
  }
}

/** Checks from the cheapest to the dearest, and does nothing for bytes that are refused anyway. */
export function openEnvelope(
  bytes: Bytes,
  expected: Expectation,
  protection: Protection,
  keyRing: KeyRing | undefined,
): Opened | Mismatch {
  const envelope = asBuffer(bytes);
  const headerEnd = checkedHeaderEnd(envelope);
  if (typeof headerEnd === 'string') return headerEnd;

  if (envelope.readUInt16BE(AT.schemaVersion) !== expected.schemaVersion) return 'schema';
  const categoryEnd = AT.texts + envelope.readUInt16BE(AT.categoryLength);
  const keyEnd = categoryEnd + envelope.readUInt16BE(AT.keyLength);
  const tenantEnd = keyEnd + envelope.readUInt16BE(AT.tenantLength);
  const versionEnd = tenantEnd + envelope.readUInt16BE(AT.versionLength);
  if (!reads(envelope, AT.texts, categoryEnd, expected.category)) return 'category';
  if (!reads(envelope, categoryEnd, keyEnd, expected.key)) return 'key';
  if (!reads(envelope, keyEnd, tenantEnd, expected.tenant)) return 'tenant';
  if (!reads(envelope, tenantEnd, versionEnd, expected.version)) return 'version';
  const generation = readU64(envelope, AT.generation);
  if (generation < expected.minGeneration) return 'generation';
  const hardUntil = envelope.readUIntBE(AT.hardUntil, 6);
  if (!(hardUntil > expected.now)) return 'expired';
  const generatedAt = envelope.readUIntBE(AT.generatedAt, 6);
  if (generatedAt > expected.now + MAX_SKEW_MS) return 'header';

  // Exactly the protection that is demanded, also no stronger one: there is one way to read a category, and changing its
  // protection costs what changing its schema costs, misses until the entries are written anew. Accepting a seal that is not
  // checked would make `sealed` mean two things.
  const found = envelope[AT.protection] as number;
  if (found !== PROTECTION_NUMBER[protection]) {
    return protection === 'encrypted' || found === PROTECTION_NUMBER.encrypted ? 'decrypt' : 'seal';
  }
  const guardAt = headerEnd + HASH_BYTES + CRC_BYTES;
  const payloadAt = guardAt + GUARD_BYTES[protection];
  if (envelope.length !== payloadAt + envelope.readUInt32BE(AT.storedLength)) return 'length';
  const decodedLength = envelope.readUInt32BE(AT.decodedLength);
  if (decodedLength > expected.maxDecodedBytes) return 'decompress';

  const stored = envelope.subarray(payloadAt);
  const digest = hash('sha256', stored, 'hex');
  if (digest !== envelope.toString('hex', headerEnd, headerEnd + HASH_BYTES)) return 'hash';

  let payload: Bytes = stored;
  if (protection !== 'hash') {
    const key = keyRing?.find(envelope.toString('latin1', versionEnd, headerEnd));
    if (protection === 'sealed') {
      if (key === undefined || !sealHolds(envelope, guardAt, key)) return 'seal';
    } else {
      const plain = key === undefined ? null : decrypted(envelope, headerEnd, guardAt, key);
      if (plain === null) return 'decrypt';
      payload = plain;
    }
  }
  const flags = envelope[AT.flags] as number;
  if ((flags & COMPRESSED) !== 0) {
    const plain = decompressed(payload, decodedLength);
    if (plain === null) return 'decompress';
    payload = plain;
  }
  // What was compared need not be decoded again: the texts are the reader's own, and share their memory.
  return new OpenedEnvelope(
    {
      schemaVersion: expected.schemaVersion,
      category: expected.category,
      key: expected.key,
      tenant: expected.tenant,
      version: expected.version,
      generation,
      order: readU64(envelope, AT.order),
      generatedAt,
      freshUntil: envelope.readUIntBE(AT.freshUntil, 6),
      hardUntil,
      loadCost: envelope.readUInt32BE(AT.loadCost),
      negative: (flags & NEGATIVE) !== 0,
    },
    payload,
    payload === stored ? digest : null,
  );
}

/** A loop, because for texts this short making a string to compare costs more than the comparison. */
function reads(envelope: Buffer, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if (envelope[from + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
