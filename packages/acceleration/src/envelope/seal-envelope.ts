import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Bytes } from '../ports/index.ts';
import type { Protection } from '../registry/category.ts';
import { compressed } from './compression.ts';
import type { EnvelopeHeader } from './envelope.ts';
import { fail } from './errors.ts';
import type { KeyRing, RingKey } from './key-ring.ts';
import {
  AT,
  COMPRESSED,
  CRC_BYTES,
  GUARD_BYTES,
  HASH_BYTES,
  MAGIC_AND_WIRE,
  MAX_PAYLOAD_BYTES,
  MAX_U16,
  MAX_U32,
  MAX_U48,
  NEGATIVE,
  PROTECTION_NUMBER,
  TWO_32,
} from './layout.ts';
import { encryptInto, writeSeal } from './protection.ts';

export function sealEnvelope(
  header: EnvelopeHeader,
  payload: Bytes,
  protection: Protection,
  keyRing: KeyRing | undefined,
  compressAbove: number,
): Buffer {
  if (header.negative && payload.length > 0) throw unfit('a negative entry has a payload');
  if (payload.length > MAX_PAYLOAD_BYTES) throw unfit('the payload is longer than 512 MiB');
  const key = protection === 'hash' ? null : ringKey(keyRing);
  const keyId = key === null ? '' : key.id;
  const smaller = payload.length > compressAbove ? compressed(payload) : null;
  const stored = smaller ?? payload;

  const { category, key: dataKey, tenant, version } = header;
  const textsLength = category.length + dataKey.length + tenant.length + version.length + keyId.length;
  const headerEnd = AT.texts + textsLength;
  const crcAt = headerEnd + HASH_BYTES;
  const guardAt = crcAt + CRC_BYTES;
  const payloadAt = guardAt + GUARD_BYTES[protection];
  const out = Buffer.allocUnsafe(payloadAt + stored.length);

  out.writeUInt32BE(MAGIC_AND_WIRE, AT.magic);
  out[AT.flags] = (header.negative ? NEGATIVE : 0) | (smaller === null ? 0 : COMPRESSED);
  out[AT.protection] = PROTECTION_NUMBER[protection];
  out.writeUInt16BE(whole('schemaVersion', header.schemaVersion, MAX_U16), AT.schemaVersion);
  writeU64(out, whole('order', header.order, Number.MAX_SAFE_INTEGER), AT.order);
  writeU64(out, whole('generation', header.generation, Number.MAX_SAFE_INTEGER), AT.generation);
  const hardUntil = time('hardUntil', header.hardUntil);
  out.writeUIntBE(time('generatedAt', header.generatedAt), AT.generatedAt, 6);
  out.writeUIntBE(Math.min(time('freshUntil', header.freshUntil), hardUntil), AT.freshUntil, 6);
  out.writeUIntBE(hardUntil, AT.hardUntil, 6);
  out.writeUInt32BE(cost(header.loadCost), AT.loadCost);
  out.writeUInt32BE(stored.length, AT.storedLength);
  out.writeUInt32BE(payload.length, AT.decodedLength);
  out[AT.keyIdLength] = keyId.length;
  out[AT.reserved] = 0;

  let at: number = AT.texts;
  at = writeText(out, category, AT.categoryLength, at);
  at = writeText(out, dataKey, AT.keyLength, at);
  at = writeText(out, tenant, AT.tenantLength, at);
  at = writeText(out, version, AT.versionLength, at);
  out.write(keyId, at, 'latin1');

  if (key !== null && protection === 'encrypted') encryptInto(out, headerEnd, guardAt, stored, key);
  else out.set(stored, payloadAt);
  out.write(hash('sha256', out.subarray(payloadAt), 'hex'), headerEnd, 'hex');
  out.writeUInt32BE(crc32(out.subarray(0, crcAt)), crcAt);
  if (key !== null && protection === 'sealed') writeSeal(out, guardAt, key);
  return out;
}

function ringKey(keyRing: KeyRing | undefined): RingKey {
  if (keyRing === undefined) throw fail('CACHE_KEY_RING_INVALID', 'sealing and encrypting need a key ring');
  return keyRing.current;
}

function writeText(out: Buffer, text: string, lengthAt: number, at: number): number {
  // Two texts that differ outside ASCII could share their bytes, and an echo that does not tell keys apart is none.
  if (Buffer.byteLength(text, 'utf8') !== text.length) throw unfit('a text of the header is not ASCII');
  out.writeUInt16BE(whole('length of a text', text.length, MAX_U16), lengthAt);
  return at + out.write(text, at, 'latin1');
}

function writeU64(out: Buffer, value: number, at: number): void {
  out.writeUInt32BE(Math.floor(value / TWO_32), at);
  out.writeUInt32BE(value % TWO_32, at + 4);
}

function whole(name: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) throw unfit(`${name} is ${value}`);
  return value;
}

/** Store time may be an estimate between milliseconds; rounding down makes lives shorter, never longer. */
function time(name: string, value: number): number {
  return whole(name, Math.floor(value), MAX_U48);
}

/** Rounded up: a load that took any time is never free. */
function cost(ms: number): number {
  return Math.min(whole('loadCost', Math.ceil(ms), Number.MAX_SAFE_INTEGER), MAX_U32);
}

function unfit(reason: string): Error {
  return fail('CACHE_ENVELOPE_INVALID', reason);
}
