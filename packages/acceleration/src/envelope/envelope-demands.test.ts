import { describe, expect, it } from 'vitest';
import { demandFor, forged, sampleHeader } from '../testing/sample-envelopes.ts';
import type { EnvelopeHeader, Expectation, Opened } from './envelope.ts';
import { createEnvelopes } from './envelopes.ts';
import { AT } from './layout.ts';

const envelopes = createEnvelopes();
const header = sampleHeader();
const payload = Buffer.from('{"name":"Fibre 1000"}');

const opening = (stored: Partial<EnvelopeHeader>, demand: Partial<Expectation> = {}) =>
  envelopes.open(
    envelopes.seal(sampleHeader(stored), payload, 'hash'),
    demandFor(sampleHeader(), demand),
    'hash',
  );
const changed = (at: number, value: number) =>
  envelopes.open(
    forged(envelopes.seal(header, payload, 'hash'), 'hash', (copy) => copy.writeUInt8(value, at)),
    demandFor(header),
    'hash',
  );

describe('an envelope is a miss', () => {
  it("when it is another tenant's, under this key", () => {
    const key = 'test.i1.1:cpq:catalog:globex:offering:v42:offer-1001';
    expect(opening({ key, tenant: 'globex' })).toBe('key');
    expect(opening({ tenant: 'globex' })).toBe('tenant');
  });

  it("when it is another key's, category's or version's", () => {
    expect(opening({ key: header.key.replace('1001', '1002') })).toBe('key');
    expect(opening({ key: `${header.key}0` })).toBe('key');
    expect(opening({ key: header.key.slice(0, -1) })).toBe('key');
    expect(opening({ category: 'catalog.offerinG' })).toBe('category');
    expect(opening({ version: 'v41' })).toBe('version');
  });

  it('when letters moved from one text to the next', () => {
    expect(opening({ tenant: `${header.tenant}v`, version: '42' })).toBe('tenant');
  });

  it('when a purge came after its flight began', () => {
    expect(opening({ generation: 6 })).toBe('generation');
    expect(opening({ generation: 8 })).toHaveProperty('header.generation', 8);
  });

  it('from its hard expiry on', () => {
    expect(opening({}, { now: header.hardUntil - 1 })).toHaveProperty('header');
    expect(opening({}, { now: header.hardUntil })).toBe('expired');
  });

  it('when the reader does not know what time it is', () => {
    expect(opening({}, { now: Number.NaN })).toBe('expired');
  });

  it('when it comes from further ahead than clocks differ', () => {
    expect(opening({}, { now: header.generatedAt - 300_000 })).toHaveProperty('header');
    expect(opening({}, { now: header.generatedAt - 300_001 })).toBe('header');
  });

  it('when its payload is larger than the reader takes, compressed or not', () => {
    expect(opening({}, { maxDecodedBytes: payload.length })).toHaveProperty('header');
    expect(opening({}, { maxDecodedBytes: payload.length - 1 })).toBe('decompress');
  });

  it('when its memory was given away', () => {
    const bytes = new Uint8Array(envelopes.seal(header, payload, 'hash'));
    structuredClone(bytes, { transfer: [bytes.buffer] });
    expect(envelopes.open(bytes, demandFor(header), 'hash')).toBe('magic');
  });

  it('when it is no envelope, or one of another wire version', () => {
    expect(envelopes.open(Buffer.alloc(0), demandFor(header), 'hash')).toBe('magic');
    expect(envelopes.open(Buffer.from('{"name":"Fibre 1000"}'), demandFor(header), 'hash')).toBe('magic');
    expect(changed(AT.wire, 2)).toBe('wire');
  });

  it.each([
    { what: 'a flag that nobody knows', at: AT.flags, value: 4 },
    { what: 'a protection that nobody knows', at: AT.protection, value: 3 },
    { what: 'a set reserved byte', at: AT.reserved, value: 1 },
    { what: 'an order above 2^53', at: AT.order, value: 1 },
    { what: 'a generation above 2^53', at: AT.generation, value: 1 },
    { what: 'a soft expiry after the hard one', at: AT.freshUntil, value: 255 },
    { what: 'a plain payload of two lengths', at: AT.decodedLength, value: 1 },
    { what: 'a "there is none" with a payload', at: AT.flags, value: 1 },
  ])('when its sums are right and it says what no writer says: $what', ({ at, value }) => {
    expect(changed(at, value)).toBe('header');
  });

  it('when it speaks of a payload larger than any store holds', () => {
    const bytes = forged(envelopes.seal(header, payload, 'hash'), 'hash', (copy) => {
      copy.writeUInt32BE(2 ** 29 + 1, AT.storedLength);
      copy.writeUInt32BE(2 ** 29 + 1, AT.decodedLength);
    });
    expect(envelopes.open(bytes, demandFor(header), 'hash')).toBe('header');
  });

  it('for the cheapest of several reasons', () => {
    const wrong = sampleHeader({ schemaVersion: 9, category: 'c', key: 'k', tenant: 't', version: 'v1' });
    const demand = demandFor(wrong, { minGeneration: 8, now: header.hardUntil });
    const bytes = Buffer.from(envelopes.seal(header, payload, 'hash'));
    bytes.writeUInt8(0, bytes.length - 1);
    const reasons = [
      { schemaVersion: header.schemaVersion },
      { category: header.category },
      { key: header.key },
      { tenant: header.tenant },
      { version: header.version },
      { minGeneration: 7 },
      { now: header.generatedAt },
    ].reduce<{ demand: Expectation; seen: unknown[] }>(
      ({ demand, seen }, repaired) => ({
        demand: { ...demand, ...repaired },
        seen: [...seen, envelopes.open(bytes, demand, 'hash')],
      }),
      { demand, seen: [] },
    );
    expect(reasons.seen).toEqual(['schema', 'category', 'key', 'tenant', 'version', 'generation', 'expired']);
    expect(envelopes.open(bytes, reasons.demand, 'hash')).toBe('hash');
    expect(envelopes.open(bytes.subarray(1), reasons.demand, 'hash')).toBe('magic');
  });
});

describe('two schema versions on one store', () => {
  it('each read their own and skip the other, older or newer', () => {
    const written = (schemaVersion: number) =>
      envelopes.seal(sampleHeader({ schemaVersion }), Buffer.from(`shape ${schemaVersion}`), 'hash');
    const read = (bytes: Uint8Array, schemaVersion: number) =>
      envelopes.open(bytes, demandFor(header, { schemaVersion }), 'hash');
    for (const [own, other] of [
      [3, 4],
      [4, 3],
    ] as const) {
      expect(Buffer.from((read(written(own), own) as Opened).payload).toString()).toBe(`shape ${own}`);
      expect(read(written(other), own)).toBe('schema');
    }
  });
});
