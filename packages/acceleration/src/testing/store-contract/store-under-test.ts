import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { Bytes, EntryKeys, EntryStore, LeaseTerms, StoreKey, Stores } from '../../ports/index.ts';

/** A store for the contract to try: freshly started, or with a key space that nobody else uses. */
export interface StoreUnderTest {
  /** Another node on the same store. */
  stores(): Promise<Stores>;
  /** Everything is lost, as by FLUSHALL; the connections stay. */
  flush(): Promise<void>;
  /** Moves the store's clock by so many milliseconds. Absent where time is real. */
  advance?(milliseconds: number): void | Promise<void>;
  close(): Promise<void>;
}

export type OpenStoreUnderTest = () => Promise<StoreUnderTest>;

/** Milliseconds for what shall expire: short, because on a real store the test waits for it. */
export const SHORT = 60;

/** Milliseconds for what shall not expire within a test. */
export const LONG = 60_000;

/** How long a real store may take over what it does by itself, such as waking a node. */
const PATIENCE = { timeout: 10_000, interval: 5 };

const run = randomUUID();
let keys = 0;

/** A key that no other test has. */
export function freshKey(): StoreKey {
  keys += 1;
  return `contract:${run}:${keys}` as StoreKey;
}

/** An entry that no other test has. */
export function freshEntry(): EntryKeys {
  const data = freshKey();
  return { data, lease: `lock:{${data}}` as StoreKey, waiters: `wait:{${data}}` as StoreKey };
}

export function freshEntries(count: number): readonly EntryKeys[] {
  return Array.from({ length: count }, freshEntry);
}

export function lease(ttl: number = LONG): LeaseTerms {
  return { token: randomUUID(), ttl };
}

export function bytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** As text that compares by content, whichever kind of byte array a store returns. */
export function text(value: Bytes | null): string | null {
  return value === null ? null : Buffer.from(value).toString('latin1');
}

export async function stored(store: EntryStore, { data }: EntryKeys): Promise<string | null> {
  return text(await store.get(data));
}

export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, PATIENCE);
}

/** The store's time passes by so many milliseconds at least. */
export async function passes(test: StoreUnderTest, store: EntryStore, milliseconds: number): Promise<void> {
  const end = (await store.time()) + milliseconds;
  await test.advance?.(milliseconds);
  await eventually(async () => expect(await store.time()).toBeGreaterThanOrEqual(end));
}

/**
 * What `begin` starts lives for `SHORT` milliseconds of store time, and no more. With a manual clock both bounds are
 * exact; a real store is asked until the end has come, and it must not have come early.
 */
export async function expectLife(
  test: StoreUnderTest,
  store: EntryStore,
  begin: () => Promise<unknown>,
  lives: () => Promise<boolean>,
): Promise<void> {
  const begun = await store.time();
  await begin();
  if (test.advance === undefined) {
    await eventually(async () => expect(await lives()).toBe(false));
    // A store may round its time down to the millisecond.
    expect(await store.time()).toBeGreaterThanOrEqual(begun + SHORT - 1);
    return;
  }
  await test.advance(SHORT - 1);
  expect(await lives()).toBe(true);
  await test.advance(1);
  expect(await lives()).toBe(false);
}
