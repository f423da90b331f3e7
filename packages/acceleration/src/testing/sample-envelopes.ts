import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import type { EnvelopeHeader, Expectation } from '../envelope/envelope.ts';
import { createKeyRing } from '../envelope/key-ring.ts';
import { AT, CRC_BYTES, GUARD_BYTES, HASH_BYTES } from '../envelope/layout.ts';
import type { Bytes } from '../ports/index.ts';
import type { Protection } from '../registry/category.ts';

export const protections: readonly Protection[] = ['hash', 'sealed', 'encrypted'];

export const ring = createKeyRing({
  environment: 'test',
  current: { id: 'k2', secret: 'a secret of at least thirty-two bytes' },
});

const NOW = 1_790_000_000_000;

export function sampleHeader(change: Partial<EnvelopeHeader> = {}): EnvelopeHeader {
  return {
    schemaVersion: 3,
    category: 'catalog.offering',
    key: 'test.i1.1:cpq:catalog:acme:offering:v42:offer-1001',
    tenant: 'acme',
    version: 'v42',
    generation: 7,
    order: 0,
    generatedAt: NOW,
    freshUntil: NOW + 60_000,
    hardUntil: NOW + 120_000,
    loadCost: 12,
    negative: false,
    ...change,
  };
}

/** Demands what the header says, a moment after its load. */
export function demandFor(header: EnvelopeHeader, change: Partial<Expectation> = {}): Expectation {
  const { schemaVersion, category, key, tenant, version } = header;
  return {
    schemaVersion,
    category,
    key,
    tenant,
    version,
    minGeneration: header.generation,
    now: header.generatedAt,
    maxDecodedBytes: 1_000_000,
    ...change,
  };
}

const text = (maxLength: number) => fc.string({ unit: 'binary-ascii', maxLength });

/** Any header that has not expired at its load. */
export const anyHeader: fc.Arbitrary<EnvelopeHeader> = fc
  .record({
    schemaVersion: fc.integer({ min: 0, max: 0xffff }),
    category: text(60),
    key: text(1024),
    tenant: text(60),
    version: text(120),
    generation: fc.maxSafeNat(),
    order: fc.maxSafeNat(),
    generatedAt: fc.integer({ min: 0, max: 2 ** 47 }),
    lives: fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: 1, max: 2 ** 40 })),
    loadCost: fc.integer({ min: 0, max: 0xffff_ffff }),
  })
  .map(({ lives, ...rest }) => ({
    ...rest,
    freshUntil: rest.generatedAt + Math.min(...lives),
    hardUntil: rest.generatedAt + Math.max(...lives),
    negative: false,
  }));

/** Noise, and text that compresses. */
export const anyPayload: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  fc
    .tuple(fc.string({ maxLength: 30 }), fc.nat({ max: 400 }))
    .map(([line, times]) => Buffer.from(line.repeat(times), 'utf8')),
);

/** Where the parts of an envelope stand. */
export function partsOf(envelope: Bytes, protection: Protection) {
  const buffer = Buffer.from(envelope);
  const hashAt =
    AT.texts +
    [AT.categoryLength, AT.keyLength, AT.tenantLength, AT.versionLength].reduce(
      (sum, at) => sum + buffer.readUInt16BE(at),
      buffer.readUInt8(AT.keyIdLength),
    );
  const crcAt = hashAt + HASH_BYTES;
  const guardAt = crcAt + CRC_BYTES;
  return { hashAt, crcAt, guardAt, payloadAt: guardAt + GUARD_BYTES[protection] };
}

/** What somebody can do who may write to the store and knows the format, but no secret: a changed copy with correct sums. */
export function forged(
  envelope: Bytes,
  protection: Protection,
  change: (copy: Buffer, payloadAt: number) => void,
): Buffer {
  const copy = Buffer.from(envelope);
  change(copy, partsOf(copy, protection).payloadAt);
  const { crcAt, hashAt, payloadAt } = partsOf(copy, protection);
  // A change of the lengths may have moved the sums out of the copy.
  if (payloadAt <= copy.length) {
    copy.write(hash('sha256', copy.subarray(payloadAt), 'hex'), hashAt, 'hex');
    copy.writeUInt32BE(crc32(copy.subarray(0, crcAt)), crcAt);
  }
  return copy;
}
