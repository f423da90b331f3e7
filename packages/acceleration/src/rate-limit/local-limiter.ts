import type { Clock } from '@quotewright/kernel';
import type { StoreKey } from '../ports/index.ts';
import { spanOf } from './bucket-terms.ts';
import { gcra } from './gcra.ts';
import type { LimitState, QuotaUse } from './limits.ts';
import { type LocalBucket, LocalBuckets } from './local-buckets.ts';

/** About 12 MB. */
const MOST_BUCKETS = 50_000;

/** One use, with the key of its bucket. */
export interface KeyedUse {
  readonly key: StoreKey;
  readonly use: QuotaUse;
}

export interface LocalTaking {
  /** Microseconds; 0: it fits. */
  readonly wait: number;
  readonly before: LimitState;
  /** When the wait is over. */
  readonly after: LimitState;
  /** Does it, also where it does not fit yet: whoever comes later then waits behind it. The result takes it back. */
  apply(): () => void;
  /** While the store is down: whether this process knows all that was admitted of the bucket, so that what is taken counts. */
  stands(): boolean;
}

/** What one node has of a quota; times in microseconds. */
interface Part {
  readonly share: number;
  readonly burst: number;
  /** In which the burst comes back. */
  readonly span: number;
  readonly costs: number;
  /** Whoever asks for more than the burst waits until it has come together, instead of for ever. */
  readonly capacity: number;
}

/**
 * This process's share of the quotas while the store is down: always GCRA, at 1/N of units and burst, whatever the quota's own
 * algorithm, because a calendar quota that began empty would refuse for a day. A bucket begins empty when the store went away.
 * After its return both must admit, for the time in which a burst comes back.
 */
export class LocalLimiter {
  readonly #clock: Clock;
  readonly #nodes: () => number;
  readonly #buckets: LocalBuckets;
  #outage = 0;
  #down = false;
  /** When the store went last, and came last; microseconds, as all times here. */
  #wentAt = Number.NEGATIVE_INFINITY;
  #cameAt = Number.NEGATIVE_INFINITY;
  /** When the last question that it answered was sent. */
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly clock: Clock;
    readonly nodes: () => number;
    /** Buckets at a time; one more drives out another. Default 50,000. */
    readonly most?: number;
  }) {
    this.#clock = options.clock;
    this.#nodes = options.nodes;
    this.#buckets = new LocalBuckets(options.most ?? MOST_BUCKETS);
  }

  /**
   * Did not answer what it was asked at `sentAt`, milliseconds of the monotonic clock. It went away then, not when that was noticed: a
   * share that began empty only now would refuse whoever came while a frozen store was waited for.
   */
  storeFailed(sentAt: number): void {
    if (this.#down) return;
    this.#down = true;
    this.#wentAt = Math.max(Math.floor(sentAt * 1_000), this.#answeredAt, this.#cameAt);
    this.#outage += 1;
  }

  /** Answered what it was asked at `sentAt`, milliseconds of the monotonic clock. */
  storeAnswered(sentAt: number): void {
    this.#answeredAt = Math.max(this.#answeredAt, Math.floor(sentAt * 1_000));
    if (!this.#down) return;
    this.#down = false;
    this.#cameAt = this.#now();
  }

  /** The store counts alone, and has done so for long: this process has nothing to say. */
  get isIdle(): boolean {
    return !this.#down && this.#buckets.size === 0;
  }

  /** To be asked while the store is down. */
  takings(tenant: string | null, uses: readonly KeyedUse[]): readonly LocalTaking[] {
    return uses.map(({ key, use }) => this.#taking(this.#bucket(tenant, key, use), use));
  }

  /**
   * To be asked before the store: what this process must admit as well, in the order of the uses; undefined where the store decides
   * alone.
   */
  handovers(tenant: string | null, uses: readonly KeyedUse[]): readonly (LocalTaking | undefined)[] {
    return uses.map(({ key, use }) => {
      const bucket = this.#buckets.get(tenant, key);
      if (bucket === undefined) return undefined;
      if (this.#down) {
        return this.#isKept(bucket, use) ? this.#taking(this.#bucket(tenant, key, use), use) : undefined;
      }
      if (this.#now() - this.#cameAt < spanOf(use.quota.burst, use.quota)) return this.#taking(bucket, use);
      this.#buckets.drop(tenant, key);
      return undefined;
    });
  }

  #taking(bucket: LocalBucket, use: QuotaUse): LocalTaking {
    const { quota } = use;
    const { share, burst, span, costs, capacity } = this.#part(use);
    const { wait, before, after, next } = gcra(bucket.arrival, this.#now(), { cost: costs, capacity });
    const state = (level: number): LimitState => {
      const free = Math.floor(((span - level) * quota.units) / (quota.window * 1_000 * share));
      return { quota, remaining: Math.max(0, Math.min(free, burst)), resetAfter: Math.ceil(level / 1_000) };
    };
    return {
      wait,
      before: state(before.level),
      after: state(after.level - wait),
      apply: () => {
        bucket.arrival = next;
        return () => {
          bucket.arrival -= costs;
        };
      },
      stands: () => this.#isKept(bucket, use),
    };
  }

  #bucket(tenant: string | null, key: StoreKey, use: QuotaUse): LocalBucket {
    const { capacity } = this.#part(use);
    const bucket = this.#buckets.get(tenant, key);
    if (bucket === undefined) {
      const emptyAt = Math.max(this.#wentAt, this.#buckets.forgotAt(tenant));
      const fresh = { arrival: emptyAt + capacity, outage: this.#outage };
      this.#buckets.add(tenant, key, fresh, this.#now());
      return fresh;
    }
    if (!this.#isKept(bucket, use)) bucket.arrival = Math.max(bucket.arrival, this.#wentAt + capacity);
    bucket.outage = this.#outage;
    return bucket;
  }

  /** Whether it knows all that was admitted. Otherwise the store admitted in between, and nothing is known of it here. */
  #isKept({ outage }: LocalBucket, { quota }: QuotaUse): boolean {
    const bothAdmitted =
      outage === this.#outage - 1 && this.#wentAt - this.#cameAt < spanOf(quota.burst, quota);
    return outage === this.#outage || bothAdmitted;
  }

  #part({ quota, cost }: QuotaUse): Part {
    const share = Math.max(1, Math.floor(this.#nodes()));
    const burst = Math.max(1, Math.floor(quota.burst / share));
    const span = Math.ceil(spanOf(burst, quota) * share);
    const costs = Math.ceil(spanOf(cost, quota) * share);
    return { share, burst, span, costs, capacity: Math.max(span, costs) };
  }

  #now(): number {
    return Math.floor(this.#clock.monotonic() * 1_000);
  }
}
