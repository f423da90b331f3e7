import type { BusPosition } from '../ports/index.ts';

/** What the automaton asks its node to do. */
export type BusDuty =
  /** Take these items in: drop the keys from memory, kill their flights. */
  | { readonly do: 'apply'; readonly items: readonly string[] }
  /** Ask the store for the position; everything said before it is void. */
  | { readonly do: 'locate' };

export type BusEvent = 'trusted' | 'gap' | 'epoch' | 'disconnect';

export interface TrustOptions {
  /** Milliseconds for which a proof of hearing holds: the hard bound on another node's memory (I2). Default 2,000. */
  readonly window?: number;
  readonly onEvent?: (event: BusEvent) => void;
}

/** Messages kept while the position is being asked for; more of them mean to begin again. */
const MOST_WAITING = 1_000;
/** Heartbeats under way; older ones prove nothing any more. */
const MOST_BEATS = 16;

interface Message {
  readonly position: BusPosition;
  readonly items: readonly string[];
}

/*
 * Whether this node may answer changeable values from its memory.
 *
 *   DEAF ──subscribed──▶ LOCATING ──position──▶ TRUSTED
 *    ▲                      ▲                     │  message = last + 1: apply
 *    │                      └── gap, new epoch ───┤  message ≤ the position at which it was located: known already
 *    └───────────── disconnected ─────────────────┘
 *
 * The position is read after the server acknowledged the subscription: what was announced before it is covered by the new era (memory
 * of an older era is never answered), what comes after it arrives, and is numbered.
 *
 * A proof is a heartbeat of this node that came back on the connection of the messages: all that was announced before it was
 * SENT has arrived. Its time is the time of sending: a connection that delivers everything late proves lateness, not trust.
 * Proofs run out by themselves, so that a process that was paused, or whose connection hangs, stops believing its memory
 * without anything having to happen.
 */
export class Trust {
  /** Raised whenever memory of changeable values becomes void as a whole. */
  era = 0;
  #state: 'deaf' | 'locating' | 'trusted' = 'deaf';
  #epoch = '';
  #located = 0;
  #last = 0;
  /** Monotonic time up to which all announcements are known to have arrived. */
  #provenAt = Number.NEGATIVE_INFINITY;
  #locatedAt = Number.NEGATIVE_INFINITY;
  #waiting: Message[] = [];
  readonly #beats = new Map<string, number>();
  readonly #window: number;
  readonly #onEvent: (event: BusEvent) => void;

  constructor({ window = 2_000, onEvent = () => {} }: TrustOptions = {}) {
    this.#window = window;
    this.#onEvent = onEvent;
  }

  get state(): 'deaf' | 'locating' | 'trusted' {
    return this.#state;
  }

  get window(): number {
    return this.#window;
  }

  /** `now` is monotonic. */
  holds(now: number): boolean {
    return this.#state === 'trusted' && now - this.#provenAt <= this.#window;
  }

  subscribed(): BusDuty {
    return this.#relocate();
  }

  disconnected(): void {
    if (this.#state === 'deaf') return;
    this.#forget('deaf');
    this.#onEvent('disconnect');
  }

  /** `askedAt` is the monotonic time, and `era` the era, at which the position was asked for: an answer to an older question is none. */
  located({ epoch, seq }: BusPosition, askedAt: number, era: number): readonly BusDuty[] {
    if (this.#state !== 'locating' || era !== this.era) return [];
    const waiting = this.#waiting;
    this.#forget('trusted');
    this.#epoch = epoch;
    this.#located = seq;
    this.#last = seq;
    this.#provenAt = askedAt;
    this.#locatedAt = askedAt;
    this.#onEvent('trusted');
    return waiting.flatMap((message) => this.message(message.position, message.items));
  }

  message(position: BusPosition, items: readonly string[]): readonly BusDuty[] {
    if (this.#state === 'deaf') return [];
    if (this.#state === 'locating') {
      if (this.#waiting.length === MOST_WAITING) return [this.#relocate()];
      this.#waiting.push({ position, items });
      return [];
    }
    if (position.epoch !== this.#epoch) return [this.#lost('epoch')];
    if (position.seq <= this.#located) return [];
    if (position.seq !== this.#last + 1) return [this.#lost('gap')];
    this.#last = position.seq;
    return [{ do: 'apply', items }];
  }

  /** A heartbeat is about to be sent. */
  beating(note: string, now: number): void {
    if (this.#beats.size === MOST_BEATS) this.#beats.delete(this.#beats.keys().next().value as string);
    this.#beats.set(note, now);
  }

  heartbeat({ epoch, seq }: BusPosition, note: string): readonly BusDuty[] {
    const sentAt = this.#beats.get(note);
    this.#beats.delete(note);
    // Forged, too old, or sent before the position was asked for.
    if (sentAt === undefined || this.#state !== 'trusted' || sentAt < this.#locatedAt) return [];
    if (epoch !== this.#epoch) return [this.#lost('epoch')];
    if (seq !== this.#last) return [this.#lost('gap')];
    this.#provenAt = Math.max(this.#provenAt, sentAt);
    return [];
  }

  #lost(event: 'gap' | 'epoch'): BusDuty {
    this.#onEvent(event);
    return this.#relocate();
  }

  #relocate(): BusDuty {
    this.#forget('locating');
    return { do: 'locate' };
  }

  #forget(state: 'deaf' | 'locating' | 'trusted'): void {
    this.#state = state;
    this.era += 1;
    this.#waiting = [];
    this.#provenAt = Number.NEGATIVE_INFINITY;
  }
}
