import fc from 'fast-check';
import type { Bytes, EntryKeys, StoreKey } from '../ports/index.ts';

/** Milliseconds that do not pass within a run. */
const LONG = 600_000;

const MOST_STEPS = 50;

/** Few, so that operations meet. */
const ENTRIES = 2;
const KEYS = 2;
const TOKENS = ['token-a', 'token-b'];

/** Orders begin right after magic and wire version. */
export const ORDER_OFFSET = 4;

/** Stored values. The first ones have an order; two of them are of another wire version. */
export const VALUES: readonly Bytes[] = [
  ordered('QW01', 1n),
  ordered('QW01', 2n),
  ordered('QW01', 0x7fff_ffff_ffff_ffffn),
  ordered('QW01', 0x8000_0000_0000_0000n),
  ordered('QW02', 1n),
  ordered('QW02', 2n),
  new Uint8Array(0),
  Buffer.from('QW01'),
  Uint8Array.from({ length: 300 }, (_, index) => index % 256),
];
const ORDERED = 6;

function ordered(magic: string, order: bigint): Bytes {
  const value = Buffer.from(`${magic}........\r\n\0`, 'latin1');
  value.writeBigUInt64BE(order, ORDER_OFFSET);
  return value;
}

/** What one node does: plain data, so that a counterexample can be read and shrunk. Entries, keys, values by their index. */
export type Operation = { readonly node: 0 | 1 } & (
  | { readonly do: 'get'; readonly entry: number }
  | { readonly do: 'getMany'; readonly entries: readonly number[] }
  | ({ readonly do: 'claim' } & ClaimOf)
  | { readonly do: 'claimMany'; readonly claims: readonly ClaimOf[] }
  | ({ readonly do: 'fill' } & FillOf)
  | { readonly do: 'fillMany'; readonly fills: readonly FillOf[] }
  | ({ readonly do: 'put' } & FillOf)
  | ({ readonly do: 'renew' } & ClaimOf)
  | { readonly do: 'release'; readonly entry: number; readonly token: string }
  | { readonly do: 'evict'; readonly entry: number }
  | { readonly do: 'evictMany'; readonly entries: readonly number[] }
  | {
      readonly do: 'acquire' | 'renewLease';
      readonly key: number;
      readonly token: string;
      readonly ttl: number;
    }
  | { readonly do: 'releaseLease'; readonly key: number; readonly token: string }
  | { readonly do: 'add'; readonly key: number; readonly amount: number; readonly ttl: number }
  | { readonly do: 'count' | 'take'; readonly key: number }
  | { readonly do: 'leave'; readonly key: number; readonly value: number; readonly ttl: number }
  | { readonly do: 'announce'; readonly items: readonly string[] }
  | { readonly do: 'position' | 'beat' | 'flush' }
);

interface ClaimOf {
  readonly entry: number;
  readonly token: string;
  readonly ttl: number;
}

interface FillOf extends ClaimOf {
  readonly value: number;
  readonly ordered: boolean;
}

const node = fc.constantFrom<0 | 1>(0, 1);
const entry = fc.nat(ENTRIES - 1);
const entries = fc.array(entry, { maxLength: 4 });
const key = fc.nat(KEYS - 1);
const token = fc.constantFrom(...TOKENS);
const long = fc.constant(LONG);
/** Whoever runs an operation with a short life lets it end before the next one: between them, real time decides nothing. */
const ttl = fc.oneof(
  { weight: 9, arbitrary: long },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.nat(ORDERED - 1) },
  { weight: 1, arbitrary: fc.nat(VALUES.length - 1) },
);

const claimOf = (life: fc.Arbitrary<number>) => fc.record({ entry, token, ttl: life });
const fillOf = (life: fc.Arbitrary<number>) =>
  fc
    .record({ entry, token, ttl: life, value, ordered: fc.boolean() })
    .map((fill) => ({ ...fill, ordered: fill.ordered && fill.value < ORDERED }));

const amount = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(2 ** 52, -(2 ** 52), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  },
);
const items = fc.array(fc.constantFrom('a', 'b"\\', 'ü\r\n'), { maxLength: 3 });

/** A fill under a lease of its own: by chance alone the two seldom meet. */
const claimAndFill: fc.Arbitrary<readonly Operation[]> = fc
  .record({ node, fill: fillOf(long) })
  .map(({ node, fill }) => [
    { do: 'claim', node, entry: fill.entry, token: fill.token, ttl: LONG },
    { do: 'fill', node, ...fill },
  ]);

/** A sequence of operations. `flush` only where the store is nobody else's. */
export function operations(options: { readonly flush: boolean }): fc.Arbitrary<readonly Operation[]> {
  const single = operation(options).map((one): readonly Operation[] => [one]);
  const step = fc.oneof({ weight: 5, arbitrary: single }, { weight: 1, arbitrary: claimAndFill });
  return fc.array(step, { maxLength: MOST_STEPS, size: 'max' }).map((steps) => steps.flat());
}

function operation({ flush }: { readonly flush: boolean }): fc.Arbitrary<Operation> {
  const op = <Name extends Operation['do'], Shape>(
    weight: number,
    name: Name,
    shape: fc.Arbitrary<Shape>,
  ) => ({
    // A flush makes everything before it pointless: it comes seldom.
    weight: name === 'flush' ? weight : weight * 5,
    arbitrary: fc.tuple(node, shape).map(([by, rest]) => ({ do: name, node: by, ...rest })),
  });
  const none = fc.constant({});
  return fc.oneof(
    op(3, 'get', fc.record({ entry })),
    op(1, 'getMany', fc.record({ entries })),
    op(9, 'claim', claimOf(ttl)),
    op(1, 'claimMany', fc.record({ claims: fc.array(claimOf(long), { maxLength: 4 }) })),
    op(12, 'fill', fillOf(ttl)),
    op(1, 'fillMany', fc.record({ fills: fc.array(fillOf(long), { maxLength: 4 }) })),
    op(1, 'put', fillOf(ttl)),
    op(2, 'renew', claimOf(ttl)),
    op(2, 'release', fc.record({ entry, token })),
    op(1, 'evict', fc.record({ entry })),
    op(1, 'evictMany', fc.record({ entries })),
    op(2, 'acquire', fc.record({ key, token, ttl })),
    op(1, 'renewLease', fc.record({ key, token, ttl })),
    op(1, 'releaseLease', fc.record({ key, token })),
    op(3, 'add', fc.record({ key, amount, ttl })),
    op(1, 'count', fc.record({ key })),
    op(2, 'leave', fc.record({ key, value, ttl })),
    op(1, 'take', fc.record({ key })),
    op(2, 'announce', fc.record({ items })),
    op(1, 'position', none),
    op(1, 'beat', none),
    op(flush ? 1 : 0, 'flush', none),
  ) as fc.Arbitrary<Operation>;
}

/** Milliseconds until all that the operation started with a short life has ended; 0 where it started no such thing. */
export function shortLifeOf(operation: Operation): number {
  return 'ttl' in operation && operation.ttl !== LONG ? operation.ttl : 0;
}

/** The keys of one run, which no other run has. */
export interface KeySpace {
  entry(index: number): EntryKeys;
  lease(index: number): StoreKey;
  counter(index: number): StoreKey;
  handover(index: number): StoreKey;
}

export function keySpace(run: string): KeySpace {
  const storeKey = (kind: string, index: number | string) =>
    `differential:${run}:${kind}:${index}` as StoreKey;
  return {
    entry: (index) => {
      const data = storeKey('entry', index);
      return { data, lease: `lock:{${data}}` as StoreKey, waiters: `wait:{${data}}` as StoreKey };
    },
    lease: (index) => storeKey('lease', index),
    counter: (index) => storeKey('counter', index),
    handover: (index) => storeKey('handover', index),
  };
}
