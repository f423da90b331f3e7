import type { JobProgress } from './job.ts';
import { type JobClaim, renewClaim } from './job-claim.ts';
import type { JobWorkplace } from './job-workplace.ts';

/** How often a running job is looked after; progress is written no more often. */
const TICK_MS = 500;

/**
 * Keeps a claim alive while its job runs: renews it three times per lease, writes progress that changed, and
 * ends `lost` when another worker has the job, or may have it because no renewal came through in time.
 */
export class JobLease {
  readonly #place: JobWorkplace;
  readonly #claim: JobClaim;
  readonly #loss = new AbortController();
  readonly #stopTicking: () => void;
  #renewedAt: number;
  #renewing = false;
  #progress: JobProgress | undefined;
  #written: JobProgress | undefined;

  constructor(place: JobWorkplace, claim: JobClaim) {
    this.#place = place;
    this.#claim = claim;
    this.#renewedAt = place.clock.monotonic();
    this.#stopTicking = place.every(TICK_MS, () => this.#tick());
  }

  get lost(): AbortSignal {
    return this.#loss.signal;
  }

  /** The progress reported last. */
  get progress(): JobProgress | undefined {
    return this.#progress;
  }

  report(progress: JobProgress): void {
    this.#progress = progress;
  }

  /** Stops looking after the claim. */
  end(): void {
    this.#stopTicking();
  }

  async #tick(): Promise<void> {
    const { clock, leaseMs, database, log } = this.#place;
    const now = clock.monotonic();
    const age = now - this.#renewedAt;
    if (age >= leaseMs) return this.#lose();
    const progress = this.#progress;
    if (this.#renewing || (progress === this.#written && age < leaseMs / 3)) return;
    this.#renewing = true;
    try {
      const held = await database.withSystem((tx) => renewClaim(tx, this.#claim, leaseMs, progress));
      if (!held) return this.#lose();
      this.#renewedAt = now;
      this.#written = progress;
    } catch (error) {
      log.warn({ err: error, jobId: this.#claim.id }, 'the lease of a job could not be renewed');
    } finally {
      this.#renewing = false;
    }
  }

  #lose(): void {
    this.end();
    this.#loss.abort(new Error(`the lease of job ${this.#claim.id} is lost`));
  }
}
