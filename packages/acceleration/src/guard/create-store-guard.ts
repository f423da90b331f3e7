import type { Clock } from '@quotewright/kernel';
import type { Random, Timers } from '../ports/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { Breaker, type BreakerState } from './breaker.ts';
import { Deadlines } from './deadlines.ts';
import { LATE_GRACE, LATE_TIMER } from './lateness.ts';
import { Operation } from './operation.ts';
import { speaksAgainstStore } from './store-answers.ts';
import { createStoreBudget, type StoreBudget } from './store-budget.ts';
import { type StoreGuard, type StoreLoad, StoreTrouble } from './store-guard.ts';

export interface StoreGuardOptions {
  /** Of the store behind it, for the metrics: `entries`, `coordination`. Default `store`. */
  readonly name?: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry: Telemetry;
  /** Milliseconds that a background probe may take. Default 50, the budget of a request. */
  readonly deadline?: number;
  /** Operations under way at a time; more wait their turn. Default 256. */
  readonly concurrency?: number;
  /**
   * A cheap operation (PING) that finds out in the background whether the store is back. Without it, one request's operation
   * at a time finds out, and may wait for its deadline.
   */
  readonly probe?: () => Promise<unknown>;
}

export interface ObservedStoreGuard extends StoreGuard {
  readonly load: StoreLoad;
}

const timedOut = new StoreTrouble('timeout');
const noPlace = new StoreTrouble('busy');
const refused = new StoreTrouble('open');
const answerTimedOut = Promise.resolve(timedOut);
const answerRefused = Promise.resolve(refused);

export function createStoreGuard(options: StoreGuardOptions): ObservedStoreGuard {
  return new DeadlineGuard(options);
}

/**
 * On the path of every read from the store, so: two readings of the clock, one timer for all deadlines, no async functions.
 *
 * An operation that passes its deadline gives its place back, or a frozen store would keep all places for ever. What the client
 * still waits for is counted, and as many of those as there are places open the breaker whatever the outcomes were: the
 * client's own command timeout ends them, and until then nothing is added but probes.
 */
class DeadlineGuard implements ObservedStoreGuard {
  readonly #clock: Clock;
  readonly #telemetry: Telemetry;
  readonly #deadline: number;
  readonly #concurrency: number;
  readonly #probe: (() => Promise<unknown>) | undefined;
  readonly #name: string;
  readonly #breaker: Breaker;
  readonly #deadlines: Deadlines<Operation>;
  readonly #waiting = new Set<Operation>();
  readonly #listeners = new Set<() => void>();
  #underWay = 0;
  #abandoned = 0;
  #probing = false;
  #closed = false;

  constructor(options: StoreGuardOptions) {
    this.#clock = options.clock;
    this.#telemetry = options.telemetry;
    this.#name = options.name ?? 'store';
    this.#deadline = options.deadline ?? 50;
    this.#concurrency = options.concurrency ?? 256;
    this.#probe = options.probe;
    this.#breaker = new Breaker(options.timers, options.random, {
      halfOpened: () => this.#startProbe(),
      changed: (state) => this.#changed(state),
    });
    this.#deadlines = new Deadlines(options.clock, options.timers, (operation, now) =>
      this.#expired(operation, now),
    );
  }

  get state(): BreakerState {
    return this.#breaker.state;
  }

  get admits(): boolean {
    const { state } = this.#breaker;
    return !this.#closed && (state === 'closed' || (state === 'half-open' && !this.#probing));
  }

  get load(): StoreLoad {
    return { underWay: this.#underWay, waiting: this.#waiting.size, abandoned: this.#abandoned };
  }

  run<T>(name: string, budget: StoreBudget, call: () => Promise<T>): Promise<T | StoreTrouble> {
    if (!this.admits) {
      this.#telemetry.trouble(name, 'open');
      return answerRefused;
    }
    const now = this.#clock.monotonic();
    const due = budget.begin(now);
    if (due <= now) {
      budget.end(now);
      this.#telemetry.trouble(name, 'timeout');
      return answerTimedOut;
    }
    const operation = new Operation(name, budget, call, now, due);
    const outcome = new Promise<T | StoreTrouble>((resolve) => {
      operation.resolve = resolve as (outcome: unknown) => void;
    });
    this.#deadlines.add(operation, now);
    if (this.#breaker.state === 'half-open') this.#startAsProbe(operation, now);
    else if (this.#underWay < this.#concurrency) this.#start(operation, now);
    else this.#waiting.add(operation);
    return outcome;
  }

  onRecovered(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#breaker.stop();
    this.#refuseWaiting();
    this.#listeners.clear();
  }

  #start(operation: Operation, now: number): void {
    operation.state = 'running';
    operation.since = now;
    this.#underWay += 1;
    let answer: Promise<unknown>;
    try {
      answer = operation.call();
    } catch (error) {
      answer = Promise.reject(error);
    }
    answer.then(
      (value) => this.#answered(operation, value),
      (error: unknown) => this.#failed(operation, error),
    );
  }

  #startAsProbe(operation: Operation, now: number): void {
    this.#probing = true;
    operation.isProbe = true;
    this.#start(operation, now);
  }

  #startProbe(): void {
    this.#probing = false;
    if (this.#probe === undefined) return;
    const now = this.#clock.monotonic();
    const budget = createStoreBudget(this.#clock, this.#deadline);
    const operation = new Operation('probe', budget, this.#probe, now, budget.begin(now));
    this.#deadlines.add(operation, now);
    this.#startAsProbe(operation, now);
  }

  #answered(operation: Operation, value: unknown): void {
    if (this.#endsLate(operation)) return;
    const now = this.#endInTime(operation);
    operation.resolve(value);
    this.#learn(operation, true);
    this.#startWaiting(now);
  }

  #failed(operation: Operation, error: unknown): void {
    if (this.#endsLate(operation)) return;
    const now = this.#endInTime(operation);
    this.#telemetry.trouble(operation.name, 'error');
    operation.resolve(new StoreTrouble('error', error));
    this.#learn(operation, !speaksAgainstStore(error));
    this.#startWaiting(now);
  }

  /** Whether nobody waits for this answer any more. */
  #endsLate(operation: Operation): boolean {
    if (operation.state !== 'abandoned') return false;
    this.#abandoned -= 1;
    return true;
  }

  #endInTime(operation: Operation): number {
    const now = this.#clock.monotonic();
    this.#deadlines.remove(operation);
    this.#underWay -= 1;
    operation.budget.end(now);
    this.#telemetry.command(operation.name, now - operation.since);
    return now;
  }

  #learn(operation: Operation, alive: boolean): void {
    if (operation.isProbe) this.#breaker.probed(alive);
    else if (alive) this.#breaker.succeeded();
    else this.#breaker.failed();
  }

  #expired(operation: Operation, now: number): void {
    const late = now - operation.due > LATE_TIMER;
    if (late && !operation.putOff) {
      operation.putOff = true;
      operation.due = now + LATE_GRACE;
      operation.budget.extend(operation.due);
      this.#deadlines.add(operation, now);
      return;
    }
    operation.budget.end(now);
    if (operation.state === 'waiting') {
      this.#waiting.delete(operation);
      this.#telemetry.poolWait(now - operation.since);
      this.#telemetry.trouble(operation.name, 'busy');
      operation.resolve(noPlace);
      return;
    }
    operation.state = 'abandoned';
    this.#underWay -= 1;
    this.#abandoned += 1;
    this.#telemetry.command(operation.name, now - operation.since);
    this.#telemetry.trouble(operation.name, 'timeout');
    operation.resolve(timedOut);
    if (operation.isProbe || !late) this.#learn(operation, false);
    if (this.#abandoned >= this.#concurrency) this.#breaker.trip();
    this.#startWaiting(now);
  }

  #startWaiting(now: number): void {
    for (const operation of this.#waiting) {
      if (this.#underWay >= this.#concurrency) return;
      this.#waiting.delete(operation);
      this.#telemetry.poolWait(now - operation.since);
      this.#start(operation, now);
    }
  }

  #refuseWaiting(): void {
    const now = this.#clock.monotonic();
    for (const operation of this.#waiting) {
      this.#deadlines.remove(operation);
      operation.budget.end(now);
      this.#telemetry.trouble(operation.name, 'open');
      operation.resolve(refused);
    }
    this.#waiting.clear();
  }

  #changed(state: BreakerState): void {
    this.#telemetry.breaker(this.#name, state);
    if (state === 'open') this.#refuseWaiting();
    if (state === 'closed') for (const listener of this.#listeners) listener();
  }
}
