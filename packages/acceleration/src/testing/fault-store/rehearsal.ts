import { MemoryEngine, memoryStores } from '../../adapters/memory/index.ts';
import type { BusPosition, Bytes, EntryKeys, EntryStore, StoreKey } from '../../ports/index.ts';
import { SimulatedTime } from '../manual-timers.ts';
import { SeededRandom } from '../seeded-random.ts';
import { type FaultStores, faultStores } from './fault-stores.ts';

/** Two nodes on one in-process server, for the tests of this folder. */
export function rehearsal(seed = 1) {
  const time = new SimulatedTime();
  const engine = new MemoryEngine({ clock: time.clock, random: new SeededRandom(99) });
  const stores: FaultStores = faultStores(memoryStores({ engine }), {
    seed,
    clock: time.clock,
    timers: time.timers,
  });
  return { time, stores, other: stores.beside(memoryStores({ engine })) };
}

export function entryOf(id: string, tenant = 'acme'): EntryKeys {
  const data = `test.a.1:cpq:catalog:${tenant}:offering:v42:${id}`;
  return {
    data: data as StoreKey,
    lease: `lock:{${data}}` as StoreKey,
    waiters: `wait:{${data}}` as StoreKey,
  };
}

export const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);

export const textOf = (bytes: Bytes | null): string | null =>
  bytes === null ? null : new TextDecoder().decode(bytes);

export async function put(entries: EntryStore, entry: EntryKeys, text: string): Promise<void> {
  await entries.put(entry, { token: 'nobody', value: bytesOf(text), ttl: 60_000 });
}

export async function read(entries: EntryStore, entry: EntryKeys): Promise<string | null> {
  return textOf(await entries.get(entry.data));
}

/** What became of a promise so far. */
export function watched<T>(promise: Promise<T>): { outcome: T | Error | 'pending' } {
  const seen: { outcome: T | Error | 'pending' } = { outcome: 'pending' };
  promise.then(
    (value) => {
      seen.outcome = value;
    },
    (error: Error) => {
      seen.outcome = error;
    },
  );
  return seen;
}

/** Notes what a listener of the bus hears, as words. */
export function noting(heard: string[], epochs: string[] = []) {
  const at = ({ epoch, seq }: BusPosition) => {
    if (!epochs.includes(epoch)) epochs.push(epoch);
    return `${epochs.indexOf(epoch)}/${seq}`;
  };
  return {
    subscribed: () => heard.push('subscribed'),
    message: (position: BusPosition, items: readonly string[]) =>
      heard.push(`${at(position)} ${items.join(',')}`),
    heartbeat: (position: BusPosition, note: string) => heard.push(`${at(position)} ♥${note}`),
    disconnected: () => heard.push('disconnected'),
  };
}
