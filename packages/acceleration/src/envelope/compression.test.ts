import { randomBytes } from 'node:crypto';
import { resourceUsage } from 'node:process';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { demandFor, forged, protections, ring, sampleHeader } from '../testing/sample-envelopes.ts';
import { compressed, decompressed } from './compression.ts';
import type { Opened } from './envelope.ts';
import { createEnvelopes } from './envelopes.ts';
import { AT, COMPRESSED } from './layout.ts';

const BLOCK = 131_072;
const BLOCKS_PER_GIB = 8_192;

/** A Zstandard frame (RFC 8878) of `blocks` × 128 KiB of one byte, in four bytes each, that asks for a window of 2^`windowLog`. */
function frameOf(blocks: number, windowLog = 19): Buffer {
  const frame = Buffer.alloc(6 + blocks * 4, 0x61);
  frame.writeUInt32LE(0xfd2fb528);
  frame.writeUInt8(0, 4);
  frame.writeUInt8((windowLog - 10) << 3, 5);
  for (let i = 0; i < blocks; i += 1) {
    const last = i === blocks - 1 ? 1 : 0;
    frame.writeUIntLE((BLOCK << 3) | (1 << 1) | last, 6 + i * 4, 3);
  }
  return frame;
}

const header = sampleHeader();
const envelopes = createEnvelopes({ keyRing: ring });
const text = (length: number) => Buffer.alloc(length, 'list price 12.00 EUR, promotion -2.00 EUR; ');

/** A stored value that claims to be a compressed one of `claimed` bytes. */
function claiming(frame: Uint8Array, claimed: number): Buffer {
  const plain = createEnvelopes({ compressAbove: Number.POSITIVE_INFINITY }).seal(header, frame, 'hash');
  return forged(plain, 'hash', (copy) => {
    copy.writeUInt8(COMPRESSED, AT.flags);
    copy.writeUInt32BE(claimed, AT.decodedLength);
  });
}

describe('compression', () => {
  it.each(protections)('begins above 8,192 bytes (%s)', (protection) => {
    const [at, above] = [8_192, 8_193].map((length) => envelopes.seal(header, text(length), protection));
    expect(at?.length).toBeGreaterThan(8_192);
    expect(above?.length).toBeLessThan(1_000);
  });

  it('is kept only where it saves a tenth', () => {
    const noise = randomBytes(10_000);
    expect(compressed(noise)).toBeNull();
    // Noise for the first part, and a rest that goes to almost nothing.
    expect(compressed(Buffer.concat([noise.subarray(0, 9_300), Buffer.alloc(700)]))).toBeNull();
    expect(compressed(Buffer.concat([noise.subarray(0, 8_700), Buffer.alloc(1_300)]))).not.toBeNull();
    const stored = envelopes.seal(header, noise, 'hash');
    expect(Buffer.from(stored).includes(noise)).toBe(true);
  });

  it('gives back exactly the length that was announced, or nothing', () => {
    const frame = compressed(text(5_000)) as Uint8Array;
    expect(text(5_000).equals(decompressed(frame, 5_000) as Uint8Array)).toBe(true);
    expect(decompressed(frame, 4_999)).toBeNull();
    expect(decompressed(frame, 5_001)).toBeNull();
  });

  it('that would not have been smaller is what no writer writes', () => {
    const frame = compressed(text(5_000)) as Uint8Array;
    expect(envelopes.open(claiming(frame, frame.length), demandFor(header), 'hash')).toBe('header');
  });

  it('refuses what is no whole frame', () => {
    const frame = compressed(text(5_000)) as Uint8Array;
    for (let length = 0; length < frame.length; length += 1) {
      expect(decompressed(frame.subarray(0, length), 5_000), `${length} bytes`).toBeNull();
    }
    expect(decompressed(randomBytes(500), 5_000)).toBeNull();
    expect(decompressed(deflateRawSync(text(5_000)), 5_000)).toBeNull();
  });
});

describe('a bomb', () => {
  it('that is honest about its size is refused by the size alone', () => {
    const bomb = claiming(frameOf(BLOCKS_PER_GIB / 4), 2 ** 28);
    expect(envelopes.open(bomb, demandFor(header), 'hash')).toBe('decompress');
  });

  it('that lies about its size stops at what it claimed', () => {
    const bomb = claiming(frameOf(BLOCKS_PER_GIB), 100_000);
    const before = resourceUsage().maxRSS;
    expect(envelopes.open(bomb, demandFor(header), 'hash')).toBe('decompress');
    // KiB of the highest water mark so far; a GiB would stand out.
    expect(resourceUsage().maxRSS - before).toBeLessThan(256 * 1024);
  });

  it('that asks for a window larger than any of ours is refused, though its content is small', () => {
    const fits = claiming(frameOf(1, 20), BLOCK);
    const asksTooMuch = claiming(frameOf(1, 27), BLOCK);
    expect((envelopes.open(fits, demandFor(header), 'hash') as Opened).payload).toHaveLength(BLOCK);
    expect(envelopes.open(asksTooMuch, demandFor(header), 'hash')).toBe('decompress');
  });
});
