import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Protection } from '../registry/category.ts';
import {
  anyHeader,
  anyPayload,
  demandFor,
  forged,
  partsOf,
  protections,
  ring,
  sampleHeader,
} from '../testing/sample-envelopes.ts';
import type { EnvelopeHeader, Mismatch, Opened } from './envelope.ts';
import { createEnvelopes } from './envelopes.ts';
import { AT, MAGIC_AND_WIRE } from './layout.ts';

const envelopes = createEnvelopes({ keyRing: ring, compressAbove: 100 });
const anyProtection = fc.constantFrom(...protections);
const header = sampleHeader({ key: 'test.i1.1:k', category: 'c' });
const small = Buffer.from('{"total":"12.00"}');
const long = Buffer.from('{"total":"12.00"},'.repeat(20));

const refused = (answer: Opened | EnvelopeHeader | Mismatch): answer is Mismatch =>
  typeof answer === 'string';

function headerBytes(head: EnvelopeHeader, rest: Uint8Array): Buffer {
  const bytes = Buffer.concat([envelopes.seal(head, small, 'hash').subarray(0, AT.texts), rest]);
  bytes.writeUInt32BE(MAGIC_AND_WIRE);
  return bytes;
}

describe('the store is untrusted input: opening', () => {
  it('never throws on arbitrary bytes, and never takes them for an answer', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 600 }),
          fc.uint8Array({ maxLength: 600 }).map((noise) => Buffer.concat([Buffer.from('QWE\u0001'), noise])),
          fc
            .tuple(anyHeader, fc.uint8Array({ maxLength: 600 }))
            .map(([head, rest]) => headerBytes(head, rest)),
        ),
        anyProtection,
        (bytes, protection) => {
          expect(refused(envelopes.open(bytes, demandFor(header), protection))).toBe(true);
          expect(refused(envelopes.readHeader(bytes))).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('never throws on a header whose sums a forger made right, and what is sealed stays refused', () => {
    const mutation = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(mutation, anyProtection, fc.constantFrom(small, long), (changes, protection, payload) => {
        const honest = envelopes.seal(header, payload, protection);
        const bytes = forged(honest, protection, (copy) => {
          for (const [at, value] of changes) copy[at % copy.length] = value;
        });
        fc.pre(Buffer.compare(bytes, honest) !== 0);
        for (const demanded of protections) {
          const opened = envelopes.open(bytes, demandFor(header), demanded);
          if (demanded !== 'hash') expect(refused(opened)).toBe(true);
          if (!refused(opened)) expect(envelopes.readHeader(bytes)).toStrictEqual(opened.header);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(protections)('refuses every truncation and every appended byte (%s)', (protection) => {
    for (const payload of [small, long]) {
      const bytes = envelopes.seal(header, payload, protection);
      const results = new Set<string>();
      for (let length = 0; length < bytes.length; length += 1) {
        const opened = envelopes.open(bytes.subarray(0, length), demandFor(header), protection);
        expect(refused(opened), `${length} bytes`).toBe(true);
        results.add(opened as Mismatch);
      }
      expect(results).toEqual(new Set(['magic', 'header', 'length']));
      const longer = Buffer.concat([bytes, Buffer.from([0])]);
      expect(envelopes.open(longer, demandFor(header), protection)).toBe('length');
    }
  });

  it.each(protections)('refuses every single flipped bit (%s)', (protection) => {
    for (const payload of [small, long]) {
      const bytes = Buffer.from(envelopes.seal(header, payload, protection));
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        flip(bytes, bit);
        expect(refused(envelopes.open(bytes, demandFor(header), protection)), `bit ${bit}`).toBe(true);
        flip(bytes, bit);
      }
      expect(refused(envelopes.open(bytes, demandFor(header), protection))).toBe(false);
    }
  });

  it.each(protections)('refuses the beginning of one envelope with the end of another (%s)', (protection) => {
    const one = envelopes.seal(header, Buffer.from('{"total":"12.00"}'), protection);
    const other = envelopes.seal({ ...header, loadCost: 13 }, Buffer.from('{"total":"99.00"}'), protection);
    expect(one).toHaveLength(other.length);
    // The cut that leaves all differing bytes on one side gives one of the two, whole.
    const whole = [one, other].map((bytes) => Buffer.from(bytes).toString('hex'));
    for (let cut = 0; cut <= one.length; cut += 1) {
      const spliced = Buffer.concat([one.subarray(0, cut), other.subarray(cut)]);
      const opened = envelopes.open(spliced, demandFor(header), protection);
      expect(refused(opened), `cut at ${cut}`).toBe(!whole.includes(spliced.toString('hex')));
    }
  });

  it('answers any two envelopes to nobody but who asked for them', () => {
    fc.assert(
      fc.property(anyHeader, anyHeader, anyPayload, anyProtection, (mine, theirs, payload, protection) => {
        const same = (['schemaVersion', 'category', 'key', 'tenant', 'version'] as const).every(
          (name) => mine[name] === theirs[name],
        );
        fc.pre(!same);
        const bytes = envelopes.seal(theirs, payload, protection);
        const demand = demandFor(mine, { now: theirs.generatedAt, minGeneration: 0 });
        expect(['schema', 'category', 'key', 'tenant', 'version']).toContain(
          envelopes.open(bytes, demand, protection),
        );
      }),
    );
  });

  it('reads the header alone, whatever became of the payload', () => {
    fc.assert(
      fc.property(anyProtection, fc.uint8Array({ maxLength: 50 }), (protection: Protection, garbage) => {
        const bytes = envelopes.seal(header, small, protection);
        const { guardAt } = partsOf(bytes, protection);
        const damaged = Buffer.concat([bytes.subarray(0, guardAt), garbage]);
        expect(envelopes.readHeader(damaged)).toStrictEqual(header);
        expect(refused(envelopes.open(damaged, demandFor(header), protection))).toBe(true);
      }),
    );
  });
});

function flip(bytes: Buffer, bit: number): void {
  const at = bit >> 3;
  bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
}
