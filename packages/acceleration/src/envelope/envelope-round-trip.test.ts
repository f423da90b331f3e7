import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyHeader,
  anyPayload,
  demandFor,
  protections,
  ring,
  sampleHeader,
} from '../testing/sample-envelopes.ts';
import type { Opened } from './envelope.ts';
import { createEnvelopes } from './envelopes.ts';

const compressing = createEnvelopes({ keyRing: ring, compressAbove: 0 });
const plain = createEnvelopes({ keyRing: ring, compressAbove: Number.POSITIVE_INFINITY });

describe('an envelope', () => {
  it('gives back header and payload, under every protection, compressed or not', () => {
    fc.assert(
      fc.property(
        anyHeader,
        anyPayload,
        fc.constantFrom(...protections),
        fc.constantFrom(compressing, plain),
        (header, payload, protection, envelopes) => {
          const sealed = envelopes.seal(header, payload, protection);
          // One reader opens what any writer made: whether to compress is the writer's choice.
          const opened = plain.open(sealed, demandFor(header), protection) as Opened;
          expect(opened.header).toStrictEqual(header);
          expect(Buffer.compare(opened.payload, payload)).toBe(0);
          expect(opened.contentHash).toBe(hash('sha256', payload, 'hex'));
          expect(plain.readHeader(sealed)).toStrictEqual(header);
        },
      ),
    );
  });

  it.each(protections)('is read from any view of bytes (%s)', (protection) => {
    const header = sampleHeader();
    const payload = new TextEncoder().encode('{"id":"offer-1001"}');
    const sealed = plain.seal(header, payload, protection);
    const shifted = new Uint8Array(sealed.length + 3);
    shifted.set(sealed, 3);
    const opened = plain.open(shifted.subarray(3), demandFor(header), protection) as Opened;
    expect([...opened.payload]).toEqual([...payload]);
  });

  it.each(protections)('carries a declared "there is none" as an empty payload (%s)', (protection) => {
    const header = sampleHeader({ negative: true });
    const sealed = compressing.seal(header, new Uint8Array(0), protection);
    const opened = plain.open(sealed, demandFor(header), protection) as Opened;
    expect(opened.header.negative).toBe(true);
    expect(opened.payload).toHaveLength(0);
  });

  it.each(protections)('holds 50 MB (%s)', (protection) => {
    const header = sampleHeader();
    const payload = Buffer.alloc(50_000_000, 'a line of an explanation, again and again; ');
    const sealed = createEnvelopes({ keyRing: ring }).seal(header, payload, protection);
    expect(sealed.length).toBeLessThan(1_000_000);
    const opened = plain.open(
      sealed,
      demandFor(header, { maxDecodedBytes: 50_000_000 }),
      protection,
    ) as Opened;
    expect(payload.equals(opened.payload)).toBe(true);
  });

  it('holds 50 MB that do not compress', () => {
    const header = sampleHeader();
    const payload = Buffer.alloc(50_000_000);
    for (let at = 0, state = 1; at < payload.length; at += 4) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      payload.writeUInt32BE(state, at);
    }
    const sealed = createEnvelopes().seal(header, payload, 'hash');
    const opened = plain.open(sealed, demandFor(header, { maxDecodedBytes: 50_000_000 }), 'hash') as Opened;
    expect(payload.equals(opened.payload)).toBe(true);
  });

  it('rounds lives down, costs up, and keeps fresh within hard', () => {
    const exact = sampleHeader();
    const header = sampleHeader({
      generatedAt: exact.generatedAt + 0.9,
      freshUntil: exact.hardUntil + 5_000,
      hardUntil: exact.hardUntil + 0.9,
      loadCost: 0.2,
    });
    expect(plain.readHeader(plain.seal(header, new Uint8Array(0), 'hash'))).toStrictEqual({
      ...exact,
      freshUntil: exact.hardUntil,
      loadCost: 1,
    });
  });

  it('bounds a cost that the wire cannot hold', () => {
    const header = sampleHeader({ loadCost: 2 ** 40 });
    expect(plain.readHeader(plain.seal(header, new Uint8Array(0), 'hash'))).toMatchObject({
      loadCost: 2 ** 32 - 1,
    });
  });

  it.each([
    { order: -1 },
    { order: 1.5 },
    { order: 2 ** 53 },
    { generation: -1 },
    { schemaVersion: 65_536 },
    { generatedAt: Number.NaN },
    { hardUntil: Number.POSITIVE_INFINITY },
    { freshUntil: -1 },
    { loadCost: -5 },
    { key: 'k'.repeat(65_536) },
    { key: 'schlüssel' },
    { tenant: '東' },
  ])('is not made from a header that the wire cannot tell: %o', (change) => {
    expect(() => plain.seal(sampleHeader(change), new Uint8Array(0), 'hash')).toThrow(
      expect.objectContaining({ code: 'CACHE_ENVELOPE_INVALID' }),
    );
  });

  it('is not made of more than a store holds', () => {
    expect(() => plain.seal(sampleHeader(), new Uint8Array(2 ** 29 + 1), 'hash')).toThrow(
      expect.objectContaining({ code: 'CACHE_ENVELOPE_INVALID' }),
    );
  });

  it('is not made of a "there is none" with a payload', () => {
    expect(() => plain.seal(sampleHeader({ negative: true }), new Uint8Array(1), 'hash')).toThrow(
      expect.objectContaining({ code: 'CACHE_ENVELOPE_INVALID' }),
    );
  });
});
