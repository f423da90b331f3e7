import type { Clock } from '@quotewright/kernel';
import type { CacheKey } from '../keys/cache-key.ts';
import type { PurgeScope } from '../ports/index.ts';

/** Divergences of a category and tenant within the window that are too many to be a coincidence. */
const THRESHOLD = 3;
const WINDOW = 10 * 60_000;
/** Scopes that are counted at a time. */
const SCOPES = 1_000;

export interface QuarantineOptions {
  readonly clock: Clock;
  /** Makes the quarantine durable and tells all nodes. Its failure is its own to report. */
  readonly impose: (scope: PurgeScope, reason: string) => Promise<void>;
}

/** Counts confirmed divergences, and takes a category of a tenant out of use when there are too many. */
export class Quarantine {
  readonly #options: QuarantineOptions;
  readonly #seen = new Map<string, readonly number[]>();

  constructor(options: QuarantineOptions) {
    this.#options = options;
  }

  diverged({ category, tenant }: CacheKey): void {
    const now = this.#options.clock.monotonic();
    const name = `${category} ${tenant ?? ''}`;
    const recent = [...(this.#seen.get(name) ?? []), now].filter((at) => now - at < WINDOW);
    this.#seen.delete(name);
    if (recent.length < THRESHOLD) {
      if (this.#seen.size >= SCOPES) this.#seen.delete(this.#seen.keys().next().value as string);
      this.#seen.set(name, recent);
      return;
    }
    const scope = tenant === null ? { category } : { category, tenant };
    const reason = `${recent.length} answers differed from the truth within ${WINDOW / 60_000} minutes`;
    // What could not be imposed now is tried again with the next divergence.
    this.#options.impose(scope, reason).catch(() => this.#seen.set(name, recent));
  }
}
