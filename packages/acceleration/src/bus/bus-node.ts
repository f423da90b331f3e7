import type { Clock } from '@quotewright/kernel';
import type { StoreBudget } from '../guard/store-budget.ts';
import { type StoreGuard, StoreTrouble } from '../guard/store-guard.ts';
import type { BusStore, Random, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type BusItem, readBusItem } from './bus-item.ts';
import type { BusDuty, Trust } from './trust.ts';

export interface BusNodeOptions {
  readonly bus: BusStore;
  readonly guard: StoreGuard;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly trust: Trust;
  readonly newBudget: () => StoreBudget;
  /** Each item of a message, in the order of the stream. */
  readonly apply: (item: BusItem) => void;
}

/** Proofs per trust window: one may get lost. */
const BEATS_PER_WINDOW = 4;

/** Keeps this node's ear on the bus: subscribes, asks for the position, proves by heartbeats that it still hears. */
export interface BusNode {
  close(): Promise<void>;
}

export function openBusNode(options: BusNodeOptions): BusNode {
  const { bus, guard, clock, timers, random, telemetry, trust, newBudget, apply } = options;
  const state = { closed: false };
  let locating = false;
  let cancelBeat = () => {};
  let silent = false;

  const subscription = bus.listen({
    subscribed: () => perform(trust.subscribed()),
    message: (position, items) => trust.message(position, items).forEach(perform),
    heartbeat: (position, note) => trust.heartbeat(position, note).forEach(perform),
    disconnected: () => trust.disconnected(),
  });

  function perform(duty: BusDuty): void {
    if (duty.do === 'locate') {
      void locate();
      return;
    }
    for (const text of duty.items) {
      const item = readBusItem(text);
      if (item !== undefined) apply(item);
    }
  }

  /** Asks until the answer is to the latest question. What fails is asked again at the next beat. */
  async function locate(): Promise<void> {
    if (locating) return;
    locating = true;
    try {
      while (!state.closed && trust.state === 'locating') {
        const { era } = trust;
        const askedAt = clock.monotonic();
        const position = await guard.run('position', newBudget(), () => bus.position());
        if (position instanceof StoreTrouble) return;
        trust.located(position, askedAt, era).forEach(perform);
      }
    } finally {
      locating = false;
    }
  }

  async function beat(): Promise<void> {
    const now = clock.monotonic();
    reportSilence(now);
    if (trust.state === 'locating') void locate();
    if (trust.state !== 'trusted') return;
    const note = random.token();
    trust.beating(note, now);
    await guard.run('beat', newBudget(), () => subscription.beat(note));
  }

  function reportSilence(now: number): void {
    const nowSilent = trust.state === 'trusted' && !trust.holds(now);
    if (nowSilent && !silent) telemetry.bus('silence');
    silent = nowSilent;
  }

  function schedule(): void {
    if (state.closed) return;
    cancelBeat = timers.after(trust.window / BEATS_PER_WINDOW, () => {
      void beat();
      schedule();
    });
  }
  schedule();

  return {
    async close() {
      state.closed = true;
      cancelBeat();
      await subscription.close();
    },
  };
}
