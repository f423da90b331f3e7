/** What this process counts of one bucket while the store is down. Times in microseconds of the monotonic clock. */
export interface LocalBucket {
  /** The theoretical arrival time, see `gcra`. */
  arrival: number;
  /** The outage in which it was asked last. */
  outage: number;
}

interface Tenant {
  /** Least recently used first. */
  readonly buckets: Map<string, LocalBucket>;
  /** Something was forgotten then: a bucket that is new may be one of those, and begins empty from there. */
  forgotAt: number;
}

/**
 * A bounded number of buckets. One too many drives out the least recently used of the tenant that has most, so that nobody loses his
 * by the traffic of others. What is forgotten begins empty again: forgetting never admits more.
 */
export class LocalBuckets {
  readonly #most: number;
  readonly #tenants = new Map<string | null, Tenant>();
  #size = 0;
  #forgotAt = Number.NEGATIVE_INFINITY;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  get(tenant: string | null, key: string): LocalBucket | undefined {
    const buckets = this.#tenants.get(tenant)?.buckets;
    const bucket = buckets?.get(key);
    if (buckets === undefined || bucket === undefined) return undefined;
    buckets.delete(key);
    buckets.set(key, bucket);
    return bucket;
  }

  /** When a bucket of this tenant was forgotten last; −∞: never. */
  forgotAt(tenant: string | null): number {
    return Math.max(this.#forgotAt, this.#tenants.get(tenant)?.forgotAt ?? this.#forgotAt);
  }

  add(tenant: string | null, key: string, bucket: LocalBucket, now: number): void {
    if (this.#size >= this.#most) this.#forgetOne(now);
    const of = this.#tenants.get(tenant) ?? { buckets: new Map(), forgotAt: Number.NEGATIVE_INFINITY };
    this.#tenants.set(tenant, of);
    of.buckets.set(key, bucket);
    this.#size += 1;
  }

  /** It is not needed any more. */
  drop(tenant: string | null, key: string): void {
    const of = this.#tenants.get(tenant);
    if (of?.buckets.delete(key) !== true) return;
    this.#size -= 1;
    if (of.buckets.size === 0) this.#leave(tenant, of);
  }

  #forgetOne(now: number): void {
    const [tenant, of] = [...this.#tenants].reduce((most, one) =>
      one[1].buckets.size > most[1].buckets.size ? one : most,
    );
    const oldest = of.buckets.keys().next();
    if (oldest.done === true) return;
    of.forgotAt = now;
    this.drop(tenant, oldest.value);
  }

  #leave(tenant: string | null, { forgotAt }: Tenant): void {
    this.#tenants.delete(tenant);
    this.#forgotAt = Math.max(this.#forgotAt, forgotAt);
  }
}
