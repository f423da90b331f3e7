import type { TroubledStore } from '../../apps/server/src/compose/store-down/fixtures/store-troubles.ts';
import { once, type WireRequest } from '../http/load.ts';
import { medianOf } from '../summary.ts';

const HEALTHY = 60;
/** More than the breaker needs to open. */
const FIRST = 12;
const LATER = 60;
/** Milliseconds after which a process has also found that it hears of no changes: its silence is believed for two seconds. */
const KNOWN_AFTER = 3_000;
/** Milliseconds until a store that is well has to be used again. */
const PATIENCE = 10_000;

/** Milliseconds of one kind of request, before, in and after one trouble of the store. */
export interface TroubleSample {
  readonly healthy: number;
  /** The slowest of those in which the trouble is found. */
  readonly first: number;
  /** The median once it is known. */
  readonly later: number;
  /** From the end of the trouble until the store decides again. */
  readonly back: number;
}

export interface Subject {
  /** Of its answer, with and without the store. */
  readonly status: number;
  next(): WireRequest;
  /** Whether the store takes part in an answer that is given now. */
  usesStore(): Promise<boolean>;
}

/** The trouble is begun anew for each of the requests to find it, and once more to see what they take when it is known. */
export async function inTrouble(
  store: TroubledStore,
  subjects: readonly Subject[],
): Promise<readonly TroubleSample[]> {
  const found: Omit<TroubleSample, 'later'>[] = [];
  for (const subject of subjects) {
    const healthy = await healthyTime(subject);
    const first = await during(store, () => times(subject, FIRST));
    found.push({ healthy, first: Math.max(...first), back: await untilUsed(subject) });
  }
  const later = await during(store, () => onceKnown(subjects));
  for (const subject of subjects) await untilUsed(subject);
  return found.map((sample, at) => ({ ...sample, later: later[at] ?? Number.NaN }));
}

/** Milliseconds of each request, one after the other. Throws for an answer with another status. */
async function times({ next, status }: Omit<Subject, 'usesStore'>, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let number = 0; number < count; number += 1) taken.push(await once(next(), status));
  return taken;
}

/** The median of those after as many that warm it up. */
export async function healthyTime(subject: Omit<Subject, 'usesStore'>): Promise<number> {
  await times(subject, HEALTHY);
  return medianOf(await times(subject, HEALTHY));
}

async function onceKnown(subjects: readonly Subject[]): Promise<readonly number[]> {
  const until = performance.now() + KNOWN_AFTER;
  while (performance.now() < until) {
    for (const subject of subjects) await times(subject, 1);
  }
  const medians: number[] = [];
  for (const subject of subjects) medians.push(medianOf(await times(subject, LATER)));
  return medians;
}

async function during<T>(store: TroubledStore, work: () => Promise<T>): Promise<T> {
  await store.begin(async () => {});
  try {
    return await work();
  } finally {
    await store.end();
  }
}

async function untilUsed(subject: Subject): Promise<number> {
  const since = performance.now();
  for (;;) {
    const isUsed = await subject.usesStore();
    const taken = performance.now() - since;
    if (isUsed) return taken;
    if (taken > PATIENCE) throw new Error(`the store is not used ${PATIENCE} ms after its trouble`);
  }
}
