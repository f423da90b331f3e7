import { describe, expect, it } from 'vitest';
import type { Protection } from '../registry/category.ts';
import { demandFor, forged, partsOf, protections, ring, sampleHeader } from '../testing/sample-envelopes.ts';
import type { Opened } from './envelope.ts';
import { createEnvelopes } from './envelopes.ts';
import { createKeyRing, type RingSecret } from './key-ring.ts';
import { AT } from './layout.ts';

const header = sampleHeader({ category: 'pricing.result' });
const demand = demandFor(header);
const total = Buffer.from('{"total":"12.00"}');
const forgedTotal = Buffer.from('{"total":"00.01"}');

const envelopes = createEnvelopes({ keyRing: ring });
const withKeys = (current: RingSecret, previous: readonly RingSecret[] = [], environment = 'test') =>
  createEnvelopes({ keyRing: createKeyRing({ environment, current, previous }) });
const replaced = (bytes: Uint8Array, protection: Protection) =>
  forged(bytes, protection, (copy, payloadAt) => copy.set(forgedTotal, payloadAt));
const textOf = (opened: unknown) => Buffer.from((opened as Opened).payload).toString();

describe('somebody who can write to the store', () => {
  it('forges a total with a correct hash past `hash`, and past nothing else', () => {
    expect(
      textOf(envelopes.open(replaced(envelopes.seal(header, total, 'hash'), 'hash'), demand, 'hash')),
    ).toBe(forgedTotal.toString());
    for (const [protection, why] of [
      ['sealed', 'seal'],
      ['encrypted', 'decrypt'],
    ] as const) {
      const bytes = envelopes.seal(header, total, protection);
      expect(envelopes.open(replaced(bytes, protection), demand, protection)).toBe(why);
    }
  });

  it('cannot pass off an unsealed envelope where a seal is demanded', () => {
    expect(envelopes.open(envelopes.seal(header, forgedTotal, 'hash'), demand, 'sealed')).toBe('seal');
    expect(envelopes.open(envelopes.seal(header, forgedTotal, 'hash'), demand, 'encrypted')).toBe('decrypt');
  });

  it('cannot prolong a life, raise a generation or an order', () => {
    for (const [protection, why] of [
      ['sealed', 'seal'],
      ['encrypted', 'decrypt'],
    ] as const) {
      const bytes = envelopes.seal(header, total, protection);
      for (const at of [
        AT.hardUntil + 5,
        AT.freshUntil + 5,
        AT.generation + 7,
        AT.order + 7,
        AT.generatedAt + 5,
      ]) {
        const altered = forged(bytes, protection, (copy) => copy.writeUInt8(copy.readUInt8(at) ^ 1, at));
        const opened = envelopes.open(altered, { ...demand, minGeneration: 0 }, protection);
        expect(opened, `byte ${at}`).toBe(why);
      }
    }
  });

  it('cannot move a ciphertext or a seal under another key', () => {
    const other = sampleHeader({ ...header, key: header.key.replace('1001', '1002') });
    for (const [protection, why] of [
      ['sealed', 'seal'],
      ['encrypted', 'decrypt'],
    ] as const) {
      const theirs = envelopes.seal(header, total, protection);
      const mine = envelopes.seal(other, forgedTotal, protection);
      const { guardAt } = partsOf(theirs, protection);
      const moved = forged(mine, protection, (copy) => copy.set(theirs.subarray(guardAt), guardAt));
      expect(envelopes.open(moved, demandFor(other), protection)).toBe(why);
    }
  });

  it('may replay an older envelope of the same key until it expires: why commands check what they use', () => {
    const older = envelopes.seal(
      { ...header, generatedAt: header.generatedAt - 1_000 },
      forgedTotal,
      'sealed',
    );
    expect(textOf(envelopes.open(older, demand, 'sealed'))).toBe(forgedTotal.toString());
    expect(envelopes.open(older, { ...demand, now: header.hardUntil }, 'sealed')).toBe('expired');
  });

  it('does not find an encrypted payload in the stored bytes, nor two alike', () => {
    const [one, two] = [0, 1].map(() => Buffer.from(envelopes.seal(header, total, 'encrypted')));
    expect(one?.includes(total)).toBe(false);
    const { guardAt } = partsOf(one as Buffer, 'encrypted');
    expect(one?.subarray(guardAt).equals((two as Buffer).subarray(guardAt))).toBe(false);
  });
});

describe('a category that changes its protection', () => {
  it('has misses until its entries are written anew, whichever way it changes', () => {
    const table = protections.map((stored) =>
      protections.map((demanded) => {
        const opened = envelopes.open(envelopes.seal(header, total, stored), demand, demanded);
        return typeof opened === 'string' ? opened : textOf(opened);
      }),
    );
    const answer = total.toString();
    expect(table).toEqual([
      [answer, 'seal', 'decrypt'],
      ['seal', answer, 'decrypt'],
      ['decrypt', 'decrypt', answer],
    ]);
  });
});

describe('rotation', () => {
  const old = { id: '2026-05', secret: Buffer.alloc(32, 1) };
  const young = { id: '2026-11', secret: Buffer.alloc(32, 2) };
  const before = withKeys(old, [young]);
  const after = withKeys(young, [old]);

  it.each(['sealed', 'encrypted'] as const)(
    'reads current and previous, on both sides of the change (%s)',
    (protection) => {
      expect(textOf(after.open(before.seal(header, total, protection), demand, protection))).toBe(
        total.toString(),
      );
      expect(textOf(before.open(after.seal(header, total, protection), demand, protection))).toBe(
        total.toString(),
      );
    },
  );

  it('seals with the current key', () => {
    const bytes = Buffer.from(after.seal(header, total, 'sealed'));
    expect(bytes.includes('2026-11')).toBe(true);
    expect(bytes.includes('2026-05')).toBe(false);
  });

  it('ends with a miss for what a dropped key made', () => {
    const done = withKeys(young);
    expect(done.open(before.seal(header, total, 'sealed'), demand, 'sealed')).toBe('seal');
    expect(done.open(before.seal(header, total, 'encrypted'), demand, 'encrypted')).toBe('decrypt');
  });

  it('does not take another secret for a known id', () => {
    const impostor = withKeys({ id: young.id, secret: old.secret });
    expect(after.open(impostor.seal(header, total, 'sealed'), demand, 'sealed')).toBe('seal');
    expect(after.open(impostor.seal(header, total, 'encrypted'), demand, 'encrypted')).toBe('decrypt');
  });

  it('keeps environments apart that share a secret', () => {
    const staging = withKeys(young, [], 'staging');
    expect(after.open(staging.seal(header, total, 'sealed'), demand, 'sealed')).toBe('seal');
    expect(after.open(staging.seal(header, total, 'encrypted'), demand, 'encrypted')).toBe('decrypt');
  });
});

describe('without a key ring', () => {
  const bare = createEnvelopes();

  it('nothing is sealed or encrypted', () => {
    for (const protection of ['sealed', 'encrypted'] as const) {
      expect(() => bare.seal(header, total, protection)).toThrow(
        expect.objectContaining({ code: 'CACHE_KEY_RING_INVALID' }),
      );
    }
  });

  it('what others sealed or encrypted is a miss', () => {
    expect(bare.open(envelopes.seal(header, total, 'sealed'), demand, 'sealed')).toBe('seal');
    expect(bare.open(envelopes.seal(header, total, 'encrypted'), demand, 'encrypted')).toBe('decrypt');
  });
});
