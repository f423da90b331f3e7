import type { MissReason } from '../telemetry/telemetry.ts';
import { type CategoryOf, isVersioned } from './category-of.ts';
import type { Entry } from './entry.ts';
import type { Refused, Source } from './reading.ts';

export interface Answer<Value> {
  readonly entry: Entry<Value>;
  readonly source: Source;
  readonly reason: MissReason | null;
}

export type Outcome<Value> = Answer<Value> | Refused;

export interface Landing<Value> {
  /** Undefined: the work was given up, nobody is served. */
  readonly outcome: Outcome<Value> | undefined;
  /** The step that sent the operation which read the value: whoever joined before it reads nothing older than its own start. */
  readonly readAt: number;
  /**
   * The step that sent the fill or release which proved that nothing was invalidated since the load began: whoever joined before that
   * one is served, too. 0: nothing was proved.
   */
  readonly provedAt: number;
  /** The value is in the store now. */
  readonly stored?: boolean;
}

/** Work under way whose result memory may take, unless something voids it. */
export interface Voidable {
  /** The bus era in which it was registered; memory takes its value in the same era only. */
  readonly era: number;
  /** An invalidation met it: memory does not take its value, and nobody joins any more. */
  dead: boolean;
}

/**
 * One piece of work for a key that callers of this process share. Steps number the operations it sends (claim, load, fill), so
 * that a caller who joined late can tell whether the value was read before the caller came: such a value may be older than an
 * invalidation that the caller has already seen acknowledged.
 */
export class Flight<Value> implements Voidable {
  readonly landing: Promise<Landing<Value>>;
  readonly era: number;
  /** It leaves the store alone. */
  readonly aside: boolean;
  readonly abort = new AbortController();
  dead = false;
  #step = 0;
  #passengers = 0;
  #settled = false;
  #land!: (landing: Landing<Value>) => void;
  #crash!: (error: unknown) => void;

  constructor(era: number, aside = false) {
    this.era = era;
    this.aside = aside;
    this.landing = new Promise((land, crash) => {
      this.#land = land;
      this.#crash = crash;
    });
    // Every passenger may have left before it crashes.
    this.landing.catch(() => {});
  }

  get joinable(): boolean {
    return !this.dead && !this.#settled && !this.abort.signal.aborted;
  }

  /** Takes a place; the result is the step after which the passenger came. */
  join(): number {
    this.#passengers += 1;
    return this.#step;
  }

  /** The last one to leave ends the work. */
  leave(reason: unknown): void {
    this.#passengers -= 1;
    if (this.#passengers === 0 && !this.#settled) this.abort.abort(reason);
  }

  /** An operation is about to be sent. */
  advance(): number {
    this.#step += 1;
    return this.#step;
  }

  land(landing: Landing<Value>): void {
    this.#settled = true;
    this.#land(landing);
  }

  crash(error: unknown): void {
    this.#settled = true;
    this.#crash(error);
  }
}

/** Whether a passenger who came after step `joined` may have this answer. */
export function serves<Value>({ readAt, provedAt }: Landing<Value>, joined: number): boolean {
  return joined < readAt || joined < provedAt;
}

/** A step that nobody can have come after. */
export const EVERYBODY = Number.POSITIVE_INFINITY;

/** Values that never change under their key serve everybody: old or young, they are the same. */
export function landed<Value>(
  category: Pick<CategoryOf<Value>, 'invalidation'>,
  outcome: Outcome<Value>,
  steps: { readonly readAt: number; readonly provedAt?: number; readonly stored?: boolean },
): Landing<Value> {
  const { readAt, provedAt = 0, stored = false } = steps;
  return isVersioned(category)
    ? { outcome, readAt: EVERYBODY, provedAt: EVERYBODY, stored }
    : { outcome, readAt, provedAt, stored };
}

/** Whoever joined goes round again. */
export const GIVEN_UP = { outcome: undefined, readAt: 0, provedAt: 0 } as const;
