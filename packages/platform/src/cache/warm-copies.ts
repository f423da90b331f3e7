import type { StoredCopy } from '@quotewright/acceleration';
import type { TenantId } from '@quotewright/kernel';
import { isPassing } from '../messaging/inbox/passing-error.ts';
import type { Database } from '../postgres/database.ts';
import type { Tx } from '../postgres/tx.ts';
import type { AtATime } from '../timing/at-a-time.ts';
import { standingQuarantines } from './admin/standing-quarantines.ts';
import type { CopyBatch, WarmableKey, WarmedCategory } from './cached-category.ts';
import type { Caches } from './caches.ts';
import { readTuning } from './tune-cache.ts';
import { type WarmPace, warmPace } from './warm-pace.ts';
import { fillStoreBy } from './warming-reads.ts';

/**
 * Why a warm-up ended before all keys had their copies. `key-limit`: there may be more; `store-down`: the store gave no answer several
 * times in a row; `quarantined`: no copy may be made now; `turned-off`: the category is tuned to `warmPerSecond` 0; `unreadable`: the
 * truth cannot tell which keys come next, because a row is damaged.
 */
export type WarmStop = 'key-limit' | 'store-down' | 'quarantined' | 'turned-off' | 'unreadable';

export interface WarmReport {
  /** Keys that were looked at. */
  readonly keys: number;
  /** Copies that were made. */
  readonly made: number;
  /** Keys that had a copy already. */
  readonly present: number;
  /** The truth was read, and no copy was left in the store: it is over the cap, or was changed at that moment. */
  readonly notKept: number;
  /** Keys whose truth could not be read: rows that are damaged. */
  readonly unreadable: number;
  /** Keys of versions in quarantine, which were passed over. */
  readonly withheld: number;
  /** Keys for which the store gave no answer. */
  readonly unanswered: number;
  /** Null: all keys were looked at. */
  readonly stopped: WarmStop | null;
}

export interface WarmOptions {
  readonly database: Pick<Database, 'withTenant' | 'withSystem'>;
  readonly caches: Pick<Caches, 'cache'>;
  /** Only keys of this version, as it stands in them; default: those of the versions in force. */
  readonly version?: string;
  /** Keys to be looked at. */
  readonly maxKeys: number;
  /** Keys at a time, each with one connection of the database at most. */
  readonly concurrency: number;
  /** What all warm-ups of this process share; default: each goes for itself. */
  readonly shared?: AtATime;
  readonly signal: AbortSignal;
  /** Told after each key; `found`: those that are known of until now. */
  onProgress?(done: number, found: number): void;
}

/** In a row, over all that are under way: one may be a blip. */
const UNANSWERED_BOUND = 5;

type Counts = { -readonly [Count in keyof Omit<WarmReport, 'keys' | 'stopped'>]: number };
type KeyOutcome = keyof Counts;

/**
 * Makes the copies of a tenant's category that the truth says there may be, through the reads that requests make, each in a short
 * transaction of its own. Copies that are there are left alone. Rejects with the signal's reason, and with what a database that is
 * away refuses with: the work can be begun again at any time.
 */
export async function warmCopies(
  tenant: TenantId,
  cached: WarmedCategory,
  options: WarmOptions,
): Promise<WarmReport> {
  const run = new WarmRun(tenant, cached, options);
  const stopped = await run.all();
  return { keys: run.done, ...run.counts, stopped };
}

class WarmRun {
  readonly counts: Counts = { made: 0, present: 0, notKept: 0, unreadable: 0, withheld: 0, unanswered: 0 };
  done = 0;
  #found = 0;
  #silent = 0;
  #stopped: WarmStop | null = null;
  /** A worker has failed: the others end, too. */
  #failed = false;
  readonly #tenant: TenantId;
  readonly #cached: WarmedCategory;
  readonly #options: WarmOptions;
  readonly #pace: WarmPace;

  constructor(tenant: TenantId, cached: WarmedCategory, options: WarmOptions) {
    this.#tenant = tenant;
    this.#cached = cached;
    this.#options = options;
    const rate = () =>
      options.database.withTenant(
        tenant,
        'read',
        async (tx) => (await readTuning(tx, cached.category.name)).inForce?.settings.warmPerSecond,
      );
    this.#pace = warmPace({ rate, signal: options.signal });
  }

  async all(): Promise<WarmStop | null> {
    const { version, maxKeys } = this.#options;
    let after: string | undefined;
    do {
      this.#options.signal.throwIfAborted();
      const withheld = await this.#quarantined();
      if (withheld === 'all') return 'quarantined';
      const batch = await this.#read(after);
      if (batch === 'unreadable') return batch;
      const wanted = batch.copies.filter(({ key }) => version === undefined || key.version === version);
      const left = maxKeys - this.#found;
      this.#found += Math.min(wanted.length, left);
      await this.#batch(wanted.slice(0, left), withheld);
      if (this.#stopped !== null) return this.#stopped;
      after = batch.after;
      if (wanted.length > left || (this.#found === maxKeys && after !== undefined)) return 'key-limit';
    } while (after !== undefined);
    return null;
  }

  /** The versions that are in quarantine. */
  async #quarantined(): Promise<'all' | ReadonlySet<string | null>> {
    const { name } = this.#cached.category;
    const { quarantines } = await standingQuarantines(this.#options.database, this.#tenant, name);
    const versions = new Set(quarantines.map(({ version }) => version));
    return versions.has(null) ? 'all' : versions;
  }

  /** A row that breaks its own schema is no reason to fail: `caches reconcile` tells which it is. Outages are passed on. */
  async #read(after: string | undefined): Promise<CopyBatch<WarmableKey> | 'unreadable'> {
    try {
      return await this.#reading((tx) => this.#keys(tx, after));
    } catch (cause) {
      if (isPassing(cause)) throw cause;
      return 'unreadable';
    }
  }

  #keys(tx: Tx, after: string | undefined): Promise<CopyBatch<WarmableKey>> {
    const { version } = this.#options;
    return version === undefined && this.#cached.inForce !== undefined
      ? this.#cached.inForce(tx, after)
      : this.#cached.copies(tx, after);
  }

  async #batch(copies: readonly WarmableKey[], withheld: ReadonlySet<string | null>): Promise<void> {
    const { concurrency, shared = (work) => work() } = this.#options;
    const waiting = copies.values();
    const worker = async () => {
      for (const copy of waiting) {
        if (withheld.has(copy.key.version)) {
          this.#count('withheld');
          continue;
        }
        if (!this.#isOver && !(await this.#pace.next())) this.#stopped ??= 'turned-off';
        if (this.#isOver) return;
        this.#count(await shared(() => this.#warm(copy)));
      }
    };
    const failing = (error: unknown) => {
      this.#failed = true;
      throw error;
    };
    const workers = Array.from({ length: Math.min(concurrency, copies.length) }, () =>
      worker().catch(failing),
    );
    // All of them: none goes on alone behind the back of whoever was told that this has failed.
    const ends = await Promise.allSettled(workers);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  get #isOver(): boolean {
    return this.#stopped !== null || this.#failed;
  }

  #count(outcome: KeyOutcome): void {
    this.counts[outcome] += 1;
    this.done += 1;
    if (outcome === 'unanswered') {
      this.#silent += 1;
      if (this.#silent >= UNANSWERED_BOUND) this.#stopped ??= 'store-down';
    } else if (outcome !== 'withheld') {
      this.#silent = 0;
    }
    this.#options.onProgress?.(this.done, this.#found);
  }

  async #warm(copy: WarmableKey): Promise<KeyOutcome> {
    const before = await this.#stored(copy);
    if (before === 'unknown') return 'unanswered';
    if (before !== 'nothing') return 'present';
    try {
      await this.#reading((tx) => {
        fillStoreBy(tx);
        return copy.read(tx);
      });
    } catch (cause) {
      if (isPassing(cause) || this.#options.signal.aborted) throw cause;
      return 'unreadable';
    }
    const made = await this.#stored(copy);
    if (made === 'unknown') return 'unanswered';
    return made === 'nothing' ? 'notKept' : 'made';
  }

  async #stored({ key }: WarmableKey): Promise<StoredCopy['outcome']> {
    return (await this.#options.caches.cache(this.#cached.category).stored(key)).outcome;
  }

  #reading<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#options.database.withTenant(this.#tenant, 'read', work);
  }
}
