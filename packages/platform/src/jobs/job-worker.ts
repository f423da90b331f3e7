import { AsyncResource } from 'node:async_hooks';
import { onJobArrival } from './job-arrival.ts';
import { claimJobs } from './job-claim.ts';
import { forgetQuestions } from './job-question.ts';
import { runJob } from './job-run.ts';
import { type JobOptions, type JobWorkplace, jobWorkplace } from './job-workplace.ts';

/** How often questions are removed that were answered long enough ago. */
const FORGET_MS = 60_000;

export interface JobWorkerOptions extends JobOptions {
  /** Jobs run at a time by this process; default 4, on the embedded engine 1. */
  readonly concurrency?: number;
  /** How often due jobs are looked for without a hint; default, and at least on the embedded engine, 1,000. */
  readonly pollMs?: number;
}

export interface JobWorker {
  /** Takes no more jobs, asks the running ones to stop, and ends when each has ended or was handed back. */
  stop(): Promise<void>;
}

/** Starts running due jobs: at once when this process enqueues one, and by polling for all others. */
export function startJobWorker(options: JobWorkerOptions): JobWorker {
  const embedded = options.database.engine === 'embedded';
  // The embedded engine has one session, which requests need, too.
  const pollMs = Math.max(options.pollMs ?? 1_000, embedded ? 1_000 : 0);
  return new PollingWorker(jobWorkplace(options), options.concurrency ?? (embedded ? 1 : 4), pollMs);
}

/** Runs the jobs that are due now, one by one, until none is left; for commands and tests. Returns how many ran. */
export async function runDueJobs(options: JobOptions): Promise<number> {
  const place = jobWorkplace(options);
  await place.database.withSystem(forgetQuestions);
  for (let count = 0; ; count += 1) {
    const [claim] = await claimDue(place, 1);
    if (claim === undefined) return count;
    await runJob(place, claim, new AbortController().signal);
  }
}

class PollingWorker implements JobWorker {
  readonly #place: JobWorkplace;
  readonly #concurrency: number;
  readonly #draining = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #stopListening: (() => void)[];
  #look: Promise<void> | undefined;
  #forgetting: Promise<void> | undefined;
  #looking = false;
  #hinted = false;
  #failing = false;

  constructor(place: JobWorkplace, concurrency: number, pollMs: number) {
    this.#place = place;
    this.#concurrency = concurrency;
    // A job belongs to nobody's request: it must not inherit the context of the one that enqueued it.
    const wake = AsyncResource.bind(() => this.#wake());
    this.#stopListening = [
      onJobArrival(wake),
      place.every(pollMs, wake),
      place.every(FORGET_MS, () => this.#forget()),
    ];
    wake();
  }

  async stop(): Promise<void> {
    for (const stop of this.#stopListening) stop();
    this.#draining.abort(new Error('the process is stopping'));
    await this.#look;
    await this.#forgetting;
    await Promise.all(this.#running);
  }

  /** Looks for jobs; a hint that comes during a look causes another one. */
  #wake(): void {
    this.#hinted = true;
    if (!this.#looking) this.#look = this.#fill();
  }

  /** Removes questions that have had their time. */
  #forget(): Promise<void> {
    const { database, log } = this.#place;
    this.#forgetting ??= database
      .withSystem(forgetQuestions)
      .catch((error: unknown) => log.error({ err: error }, 'answered questions cannot be removed'))
      .finally(() => {
        this.#forgetting = undefined;
      });
    return this.#forgetting;
  }

  async #fill(): Promise<void> {
    this.#looking = true;
    while (this.#hinted && this.#running.size < this.#concurrency && !this.#draining.signal.aborted) {
      this.#hinted = false;
      const free = this.#concurrency - this.#running.size;
      try {
        for (const claim of await claimDue(this.#place, free)) {
          const run = runJob(this.#place, claim, this.#draining.signal).finally(() => {
            this.#running.delete(run);
            this.#wake();
          });
          this.#running.add(run);
        }
        this.#failing = false;
      } catch (error) {
        // Said once; the next poll tries again.
        if (!this.#failing) this.#place.log.error({ err: error }, 'jobs cannot be looked for');
        this.#failing = true;
      }
    }
    this.#looking = false;
  }
}

function claimDue(place: JobWorkplace, limit: number) {
  const types = [...place.handlers.keys()];
  if (types.length === 0) return [];
  return place.database.withSystem((tx) => claimJobs(tx, types, limit, place.leaseMs));
}
