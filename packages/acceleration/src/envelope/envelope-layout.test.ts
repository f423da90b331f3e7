import { describe, expect, it } from 'vitest';
import type { Protection } from '../registry/category.ts';
import { demandFor, partsOf, protections, ring, sampleHeader } from '../testing/sample-envelopes.ts';
import type { Opened } from './envelope.ts';
import { createEnvelopes } from './envelopes.ts';
import { AT, MAGIC_AND_WIRE, ORDER_OFFSET } from './layout.ts';
import { ENVELOPE_LAYOUT } from './layout-table.ts';

const envelopes = createEnvelopes({ keyRing: ring, compressAbove: 100 });
const header = sampleHeader({ order: 2 ** 40 + 5, generation: 2 ** 33 });
const payload = Buffer.from('{"id":"offer-1001"}');

const bytesOf = (...parts: readonly string[]) => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex');
const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');

const numbers = '0003 0000010000000005 0000000200000000 01a0c4506c00 01a0c4515660 01a0c45240c0 0000000c';
const textLengths = '0010 0032 0004 0003';
const texts = ascii('catalog.offeringtest.i1.1:cpq:catalog:acme:offering:v42:offer-1001acmev42');
const plainHash = '7c32bdc52b950a87e7efdfbc90dd9ec57816e0284003b7eee4194bc0659a2356';

const hashed = bytesOf(
  `515745 01 00 00 ${numbers} 00000013 00000013 ${textLengths} 00 00`,
  texts,
  `${plainHash} 668fae1f`,
  ascii('{"id":"offer-1001"}'),
);
const sealed = bytesOf(
  `515745 01 00 01 ${numbers} 00000013 00000013 ${textLengths} 02 00`,
  texts,
  ascii('k2'),
  `${plainHash} 3783a0c8`,
  'aefe3bfbd3a9d18f1bc679d15d5e2b88addd5e9bd94ea8eff73968e942c73cd1',
  ascii('{"id":"offer-1001"}'),
);
const encrypted = bytesOf(
  `515745 01 00 02 ${numbers} 00000013 00000013 ${textLengths} 02 00`,
  texts,
  ascii('k2'),
  'dc4ef1930230149edbd886a2be891abd4b3da64aaf3bebcdf1c3dcf7ca6dba77 8b91ef76',
  '78caff51e3bbf7ac704b52b9 2b2733ad0ef6cbc247d2707814e87bf8',
  '087cc5e462b0901fcfb889454b14a1e7f49997',
);
const compressed = bytesOf(
  `515745 01 02 00 ${numbers} 0000001b 000000dc ${textLengths} 00 00`,
  texts,
  'b5fdb150c65c4c7d0f7cfb6e2fbfd8ebfb9da82aa238d32eb723a0b9c6dbe3fe b7b344f0',
  '28b52ffd20dc950000586f666665722d313030312c01004e53c50b',
);

describe('the wire format', () => {
  it('is written like this; whoever changes it raises the wire version', () => {
    expect(Buffer.from(envelopes.seal(header, payload, 'hash')).toString('hex')).toBe(hashed.toString('hex'));
    expect(Buffer.from(envelopes.seal(header, payload, 'sealed')).toString('hex')).toBe(
      sealed.toString('hex'),
    );
  });

  it.each<{ name: string; stored: Buffer; protection: Protection; text: string }>([
    { name: 'hash', stored: hashed, protection: 'hash', text: payload.toString() },
    { name: 'sealed', stored: sealed, protection: 'sealed', text: payload.toString() },
    { name: 'encrypted', stored: encrypted, protection: 'encrypted', text: payload.toString() },
    { name: 'compressed', stored: compressed, protection: 'hash', text: 'offer-1001,'.repeat(20) },
  ])('is read from bytes of an earlier build ($name)', ({ stored, protection, text }) => {
    const opened = envelopes.open(stored, demandFor(header), protection) as Opened;
    expect(opened.header).toStrictEqual(header);
    expect(Buffer.from(opened.payload).toString()).toBe(text);
  });

  it('has what the fill script compares in its first four and its next eight bytes', () => {
    const bytes = Buffer.from(envelopes.seal(header, payload, 'hash'));
    expect(bytes.readUInt32BE(0)).toBe(MAGIC_AND_WIRE);
    expect(bytes.readBigUInt64BE(ORDER_OFFSET)).toBe(BigInt(header.order));
  });
});

describe('the published table of the wire format', () => {
  it('has the fixed part without a gap', () => {
    let end = 0;
    for (const { field, offset, bytes } of ENVELOPE_LAYOUT.filter((row) => row.offset !== null)) {
      expect(offset, field).toBe(end);
      if (typeof bytes === 'number') end += bytes;
    }
    expect(end).toBe(AT.texts);
  });

  it.each(protections)('adds up to the bytes of an envelope (%s)', (protection) => {
    const stored = Buffer.from(envelopes.seal(header, payload, protection));
    const widthOf = new Map(ENVELOPE_LAYOUT.map(({ field, offset, bytes }) => [field, { offset, bytes }]));
    const lengthOf = (bytes: number | string): number => {
      if (typeof bytes === 'number') return bytes;
      const at = widthOf.get(bytes) as { offset: number; bytes: number };
      return stored.readUIntBE(at.offset, at.bytes);
    };
    const absent = { hash: ['seal', 'nonce', 'tag'], sealed: ['nonce', 'tag'], encrypted: ['seal'] }[
      protection
    ];
    const starts = new Map<string, number>();
    let end = 0;
    for (const { field, bytes } of ENVELOPE_LAYOUT.filter((row) => !absent.includes(row.field))) {
      starts.set(field, end);
      end += lengthOf(bytes);
    }
    expect(end).toBe(stored.length);
    expect({
      hashAt: starts.get('payloadHash'),
      crcAt: starts.get('checksum'),
      payloadAt: starts.get('payload'),
    }).toEqual({
      hashAt: partsOf(stored, protection).hashAt,
      crcAt: partsOf(stored, protection).crcAt,
      payloadAt: partsOf(stored, protection).payloadAt,
    });
  });
});
