import type { Clock } from '@quotewright/kernel';
import type { BusListener, Stores, Timers } from '../../ports/index.ts';
import type { SimulatedTime } from '../manual-timers.ts';

/**
 * A process that can stand still, as under SIGSTOP or a long garbage collection: its timers do not run, what the network brings
 * lies unread, in order. Time goes on without it. Its wall clock may be off by `skew` milliseconds.
 */
export class SimulatedProcess {
  readonly clock: Clock;
  readonly timers: Timers;
  #paused = false;
  readonly #unread: (() => void)[] = [];

  constructor(time: SimulatedTime, skew: number) {
    this.clock = {
      now: () => time.clock.now() + skew,
      monotonic: () => time.clock.monotonic(),
    };
    this.timers = {
      after: (ms, call) => {
        let wanted = true;
        const cancel = time.timers.after(ms, () =>
          this.#arrive(() => {
            if (wanted) call();
          }),
        );
        return () => {
          wanted = false;
          cancel();
        };
      },
    };
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
  }

  /** `first` runs before anything that has arrived meanwhile. */
  resume(first: () => void): void {
    if (!this.#paused) return;
    first();
    this.#paused = false;
    for (const arrival of this.#unread.splice(0)) arrival();
  }

  #arrive(arrival: () => void): void {
    if (this.#paused) this.#unread.push(arrival);
    else arrival();
  }

  /** What this process hears of the stores passes through its event loop. */
  connect(stores: Stores): Stores {
    const heard = <T>(work: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        work.then(
          (value) => this.#arrive(() => resolve(value)),
          (error: unknown) => this.#arrive(() => reject(error)),
        );
      });
    const { entries, bus } = stores;
    return {
      ...stores,
      entries: {
        get: (key) => heard(entries.get(key)),
        getMany: (keys) => heard(entries.getMany(keys)),
        claim: (entry, terms) => heard(entries.claim(entry, terms)),
        claimMany: (claims) => heard(entries.claimMany(claims)),
        fill: (entry, fill) => heard(entries.fill(entry, fill)),
        fillMany: (fills) => heard(entries.fillMany(fills)),
        put: (entry, fill) => heard(entries.put(entry, fill)),
        renew: (entry, terms) => heard(entries.renew(entry, terms)),
        release: (entry, token) => heard(entries.release(entry, token)),
        evict: (entry) => heard(entries.evict(entry)),
        evictMany: (all) => heard(entries.evictMany(all)),
        onWake: (listener) => entries.onWake((key) => this.#arrive(() => listener(key))),
        time: () => heard(entries.time()),
      },
      bus: {
        announce: (items) => heard(bus.announce(items)),
        position: () => heard(bus.position()),
        listen: (listener) => {
          const subscription = bus.listen(this.#ears(listener));
          return { beat: (note) => heard(subscription.beat(note)), close: () => subscription.close() };
        },
      },
    };
  }

  #ears(listener: BusListener): BusListener {
    return {
      subscribed: () => this.#arrive(() => listener.subscribed()),
      message: (position, items) => this.#arrive(() => listener.message(position, items)),
      heartbeat: (position, note) => this.#arrive(() => listener.heartbeat(position, note)),
      disconnected: () => this.#arrive(() => listener.disconnected()),
    };
  }
}
