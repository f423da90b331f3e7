import { describe, expect, it } from 'vitest';
import type { Bytes, EntryKeys, EntryStore, FillOutcome } from '../../ports/index.ts';
import { freshEntry, LONG, lease, text } from './store-under-test.ts';

const OFFSET = 12;

/** Four bytes of magic, filling up to the offset, eight bytes of order, and something after it. */
function ordered(magic: string, order: bigint, rest = 'payload'): Bytes {
  const value = Buffer.alloc(OFFSET + 8 + rest.length, '.');
  value.write(magic, 0, 'latin1');
  value.writeBigUInt64BE(order, OFFSET);
  value.write(rest, OFFSET + 8, 'latin1');
  return value;
}

/** Orders that follow one another, chosen where a comparison of signs, of halves or of text would err. */
const ASCENDING = [
  0x00n,
  0x01n,
  0x7fn,
  0x80n,
  0xffn,
  0x100n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x20_0000_0000_0000n,
  0x20_0000_0000_0001n,
  0x41_0000_0000_0000n,
  0x61_0000_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0xffff_ffff_ffff_ffffn,
];

/** A pointer only moves forward. */
export function entryOrders(node: () => EntryStore, otherNode: () => EntryStore): void {
  const fill = async (
    entry: EntryKeys,
    value: Bytes,
    order: { readonly orderOffset?: number } = { orderOffset: OFFSET },
  ): Promise<FillOutcome> => {
    const { token, ttl } = lease();
    await node().claim(entry, { token, ttl });
    return node().fill(entry, { token, value, ttl: LONG, ...order });
  };
  const value = async (entry: EntryKeys) => text(await otherNode().get(entry.data));

  describe('a fill with an order', () => {
    it('stores where nothing is stored', async () => {
      expect(await fill(freshEntry(), ordered('QW01', 0n))).toBe('stored');
    });

    it('stores over a smaller order and over an equal one', async () => {
      const entry = freshEntry();
      await fill(entry, ordered('QW01', 5n));
      expect(await fill(entry, ordered('QW01', 5n, 'again'))).toBe('stored');
      expect(await value(entry)).toBe(text(ordered('QW01', 5n, 'again')));
      expect(await fill(entry, ordered('QW01', 6n))).toBe('stored');
      expect(await value(entry)).toBe(text(ordered('QW01', 6n)));
    });

    it('is older than a larger order, which stays', async () => {
      const entry = freshEntry();
      await fill(entry, ordered('QW01', 6n));
      expect(await fill(entry, ordered('QW01', 5n))).toBe('older');
      expect(await value(entry)).toBe(text(ordered('QW01', 6n)));
    });

    it('ends its lease also when it is older', async () => {
      const entry = freshEntry();
      await fill(entry, ordered('QW01', 6n));
      await fill(entry, ordered('QW01', 5n));
      expect((await otherNode().claim(entry, lease())).granted).toBe(true);
    });

    it('is refused without the lease, whatever its order', async () => {
      const entry = freshEntry();
      await fill(entry, ordered('QW01', 5n));
      const late = { token: lease().token, ttl: LONG, orderOffset: OFFSET };
      expect(await node().fill(entry, { ...late, value: ordered('QW01', 6n) })).toBe('refused');
      expect(await node().fill(entry, { ...late, value: ordered('QW01', 4n) })).toBe('refused');
    });

    it('compares all eight bytes as one number without a sign', async () => {
      for (const [index, larger] of ASCENDING.entries()) {
        const smaller = ASCENDING[index - 1] ?? 0n;
        const entry = freshEntry();
        await fill(entry, ordered('QW01', smaller));
        expect(await fill(entry, ordered('QW01', larger)), `${larger} after ${smaller}`).toBe('stored');
        const back = larger === smaller ? 'stored' : 'older';
        expect(await fill(entry, ordered('QW01', smaller)), `${smaller} after ${larger}`).toBe(back);
      }
    });

    it('is not compared with a value of another magic or wire version', async () => {
      const entry = freshEntry();
      await fill(entry, ordered('QW02', 6n));
      expect(await fill(entry, ordered('QW01', 5n))).toBe('stored');
      expect(await value(entry)).toBe(text(ordered('QW01', 5n)));
    });

    it('is not compared with a value that is too short to have an order', async () => {
      const entry = freshEntry();
      await node().put(entry, { token: lease().token, value: Buffer.from('QW01'), ttl: LONG });
      expect(await fill(entry, ordered('QW01', 5n))).toBe('stored');
      await node().put(entry, { token: lease().token, value: new Uint8Array(0), ttl: LONG });
      expect(await fill(entry, ordered('QW01', 4n))).toBe('stored');
    });

    it('has an outcome of its own among many', async () => {
      const entries = [freshEntry(), freshEntry()];
      for (const entry of entries) await fill(entry, ordered('QW01', 5n));
      const { token, ttl } = lease();
      await node().claimMany(entries.map((entry) => ({ entry, terms: { token, ttl } })));
      const outcomes = await node().fillMany(
        entries.map((entry, index) => ({
          entry,
          fill: { token, ttl, value: ordered('QW01', index === 0 ? 4n : 6n), orderOffset: OFFSET },
        })),
      );
      expect(outcomes).toEqual(['older', 'stored']);
    });
  });

  describe('a fill without an order', () => {
    it('stores over everything', async () => {
      const entry = freshEntry();
      await fill(entry, ordered('QW01', 6n));
      expect(await fill(entry, ordered('QW01', 5n), {})).toBe('stored');
      expect(await value(entry)).toBe(text(ordered('QW01', 5n)));
    });
  });
}
