import { crc32 } from 'node:zlib';
import type { Bytes } from '../ports/index.ts';
import type { EnvelopeHeader, Mismatch } from './envelope.ts';
import {
  AT,
  COMPRESSED,
  CRC_BYTES,
  HASH_BYTES,
  KNOWN_FLAGS,
  MAGIC,
  MAX_PAYLOAD_BYTES,
  NEGATIVE,
  PROTECTION_NUMBER,
  TWO_32,
  WIRE_VERSION,
} from './layout.ts';

/** The high word of the largest safe integer: a larger number would lose its last digits. */
const MAX_HIGH_WORD = 0x1f_ffff;

const NOTHING = Buffer.alloc(0);

/** A view of the same memory. */
export function asBuffer(bytes: Bytes): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  // Also bytes whose memory was given away: making a view of them throws.
  return bytes.length === 0 ? NOTHING : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Where the header ends and the sums begin; everything up to the payload's hash may be read. */
export function checkedHeaderEnd(envelope: Buffer): number | Mismatch {
  if (envelope.length <= AT.wire || envelope.readUIntBE(AT.magic, 3) !== MAGIC) return 'magic';
  if (envelope[AT.wire] !== WIRE_VERSION) return 'wire';
  if (envelope.length < AT.texts) return 'header';
  const headerEnd =
    AT.texts +
    envelope.readUInt16BE(AT.categoryLength) +
    envelope.readUInt16BE(AT.keyLength) +
    envelope.readUInt16BE(AT.tenantLength) +
    envelope.readUInt16BE(AT.versionLength) +
    (envelope[AT.keyIdLength] as number);
  const crcAt = headerEnd + HASH_BYTES;
  if (envelope.length < crcAt + CRC_BYTES) return 'header';
  if (crc32(envelope.subarray(0, crcAt)) !== envelope.readUInt32BE(crcAt)) return 'header';
  return isPossible(envelope) ? headerEnd : 'header';
}

/** Whether this writer could have written it. The checksum is no secret: it keeps out accidents, not authors. */
function isPossible(envelope: Buffer): boolean {
  const flags = envelope[AT.flags] as number;
  const stored = envelope.readUInt32BE(AT.storedLength);
  const decoded = envelope.readUInt32BE(AT.decodedLength);
  return (
    (flags & ~KNOWN_FLAGS) === 0 &&
    envelope[AT.reserved] === 0 &&
    (envelope[AT.protection] as number) <= PROTECTION_NUMBER.encrypted &&
    envelope.readUInt32BE(AT.order) <= MAX_HIGH_WORD &&
    envelope.readUInt32BE(AT.generation) <= MAX_HIGH_WORD &&
    envelope.readUIntBE(AT.freshUntil, 6) <= envelope.readUIntBE(AT.hardUntil, 6) &&
    decoded <= MAX_PAYLOAD_BYTES &&
    ((flags & COMPRESSED) === 0 ? stored === decoded : stored < decoded) &&
    ((flags & NEGATIVE) === 0 || decoded === 0)
  );
}

export function readU64(envelope: Buffer, at: number): number {
  return envelope.readUInt32BE(at) * TWO_32 + envelope.readUInt32BE(at + 4);
}

export function readEnvelopeHeader(bytes: Bytes): EnvelopeHeader | Mismatch {
  const envelope = asBuffer(bytes);
  const headerEnd = checkedHeaderEnd(envelope);
  if (typeof headerEnd === 'string') return headerEnd;
  const categoryEnd = AT.texts + envelope.readUInt16BE(AT.categoryLength);
  const keyEnd = categoryEnd + envelope.readUInt16BE(AT.keyLength);
  const tenantEnd = keyEnd + envelope.readUInt16BE(AT.tenantLength);
  const versionEnd = tenantEnd + envelope.readUInt16BE(AT.versionLength);
  return {
    schemaVersion: envelope.readUInt16BE(AT.schemaVersion),
    category: envelope.toString('latin1', AT.texts, categoryEnd),
    key: envelope.toString('latin1', categoryEnd, keyEnd),
    tenant: envelope.toString('latin1', keyEnd, tenantEnd),
    version: envelope.toString('latin1', tenantEnd, versionEnd),
    generation: readU64(envelope, AT.generation),
    order: readU64(envelope, AT.order),
    generatedAt: envelope.readUIntBE(AT.generatedAt, 6),
    freshUntil: envelope.readUIntBE(AT.freshUntil, 6),
    hardUntil: envelope.readUIntBE(AT.hardUntil, 6),
    loadCost: envelope.readUInt32BE(AT.loadCost),
    negative: ((envelope[AT.flags] as number) & NEGATIVE) !== 0,
  };
}
