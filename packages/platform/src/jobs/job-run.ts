import { DomainError, type ErrorKind, type JsonValue } from '@quotewright/kernel';
import { loggedCopies } from '../cache/logged-copies.ts';
import { notedReads, notingReads } from '../cache/request-reads.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { JobHandler } from './job.ts';
import { endClaim, type JobClaim, type JobOutcome } from './job-claim.ts';
import { fail } from './job-errors.ts';
import { JobLease } from './job-lease.ts';
import { inputInvalid, jobProblem } from './job-problem.ts';
import type { JobWorkplace } from './job-workplace.ts';
import { retryDelay } from './retry-delay.ts';

const DEFAULT_MAX_ATTEMPTS = 5;

/**
 * Runs a claimed job to its outcome, and writes that. Never throws: an outcome that cannot be written leaves
 * the job to the worker that finds its lease ended. When `draining` ends, a job that stops is handed back.
 */
export async function runJob(place: JobWorkplace, claim: JobClaim, draining: AbortSignal): Promise<void> {
  const log = place.log.child({
    jobId: claim.id,
    jobType: claim.type,
    tenant: claim.tenant,
    attempt: claim.attempt,
  });
  const lease = new JobLease(place, claim);
  const begun = place.clock.monotonic();
  try {
    const outcome = await notingReads(lease, () => outcomeOf(place, claim, lease, draining, log));
    lease.end();
    const written =
      !lease.lost.aborted &&
      (await place.database.withSystem((tx) => endClaim(tx, claim, outcome, lease.progress)));
    if (written && outcome.kind !== 'released') {
      place.metrics.jobFinished(claim.type, outcome.kind, (place.clock.monotonic() - begun) / 1000);
    }
    if (written) {
      const { subject } = claim.actor;
      // For `quotewright caches exposure`: a job may answer a question.
      log.info({ outcome: outcome.kind, subject, ...loggedCopies(notedReads(lease)) }, 'job run ended');
    } else log.warn('job was taken over: what this run reports is void');
  } catch (error) {
    log.error({ err: error }, 'the outcome of a job run could not be written');
  } finally {
    lease.end();
  }
}

async function outcomeOf(
  place: JobWorkplace,
  claim: JobClaim,
  lease: JobLease,
  draining: AbortSignal,
  log: Logger,
): Promise<JobOutcome> {
  const failed = (error: DomainError): JobOutcome => ({
    kind: 'failed',
    problem: jobProblem(error, place.errors),
  });
  const handler = place.handlers.get(claim.type) as JobHandler<any>;
  const maxAttempts = handler.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  if (draining.aborted) return { kind: 'released' };
  // Beyond the last attempt: earlier runs took their process down with them.
  if (claim.attempt > maxAttempts)
    return failed(fail('JOB_ABANDONED', `begun ${maxAttempts} times without an end`));
  try {
    return { kind: 'succeeded', result: await run(handler, claim, lease, draining) };
  } catch (error) {
    if (isFinal(error)) return failed(error);
    if (draining.aborted) return { kind: 'released' };
    if (claim.attempt < maxAttempts) {
      log.warn({ err: error }, 'job failed and will be tried again');
      return { kind: 'retried', dueAt: place.clock.now() + retryDelay(claim.attempt, place.random()) };
    }
    log.error({ err: error }, 'job failed for good');
    return failed(
      fail('JOB_FAILED', `the job was tried ${maxAttempts} times; the server's log has the cause`),
    );
  }
}

/** What another attempt may well not meet: the database was away, a limit was reached, a defect showed. */
const PASSING: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['unavailable', 'tooManyRequests', 'internal']);

function isFinal(error: unknown): error is DomainError {
  return error instanceof DomainError && !PASSING.has(error.kind);
}

function run(
  handler: JobHandler<any>,
  claim: JobClaim,
  lease: JobLease,
  draining: AbortSignal,
): Promise<JsonValue> {
  const input = handler.input.safeParse(claim.input);
  if (!input.success) throw inputInvalid(input.error.issues);
  return handler.run({
    id: claim.id,
    tenant: claim.tenant,
    actor: claim.actor,
    input: input.data,
    attempt: claim.attempt,
    signal: AbortSignal.any([draining, lease.lost]),
    progress: (done, total, unit) => lease.report({ done, total, unit }),
  });
}
