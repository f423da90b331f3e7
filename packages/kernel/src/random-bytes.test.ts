import { describe, expect, it } from 'vitest';
import { fillRandomly, randomHex } from './random-bytes.ts';

describe('random bytes', () => {
  it('are as many as were asked for, also more than are kept ready', () => {
    expect(randomHex(8)).toMatch(/^[0-9a-f]{16}$/);
    expect(randomHex(10_000)).toHaveLength(20_000);
    expect(randomHex(0)).toBe('');
  });

  it('are never given out twice', () => {
    const seen = new Set(Array.from({ length: 2_000 }, () => randomHex(16)));
    expect(seen.size).toBe(2_000);
  });

  it('fill the whole of what they are given and nothing beside it', () => {
    const bytes = new Uint8Array(3 * 16);
    for (let round = 0; round < 1_000; round += 1) fillRandomly(bytes.subarray(16, 32));
    expect([...bytes.subarray(0, 16), ...bytes.subarray(32)].every((byte) => byte === 0)).toBe(true);
    expect(bytes.subarray(16, 32).some((byte) => byte !== 0)).toBe(true);
  });
});
