import type { Attempt } from './attempt.ts';

/** Answers that say: not now. */
const PASSING = new Set([408, 425, 429, 502, 503, 504]);

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** Whether it may be otherwise the next time. */
export function isPassing(attempt: Attempt): boolean {
  if (attempt.kind === 'answered') return PASSING.has(attempt.status);
  return attempt.why === 'connection' || attempt.why === 'timeout';
}

/** Whether it says that the system is not well, for the breaker; a refusal, and being asked to slow down, say nothing of the kind. */
export function isFailure(attempt: Attempt): boolean {
  return attempt.kind === 'answered' ? attempt.status >= 500 : !isUntold(attempt);
}

/** Whether it tells nothing of the system: the caller has left before it could answer. */
export function isUntold(attempt: Attempt): boolean {
  return attempt.kind === 'unanswered' && attempt.why === 'stopped';
}

/** Whether sending it again can do something twice. */
export function isSafeToRepeat(attempt: Attempt, knowsRepeats: boolean): boolean {
  return knowsRepeats || (attempt.kind === 'unanswered' && attempt.outcome === 'none');
}

/**
 * Milliseconds before the next attempt: by chance up to twice as much each time ("full jitter", M. Brooker, AWS Architecture Blog 2015),
 * and at least what the system asks for. `attempts`: how many there were; `chance`: 0 to 1.
 */
export function pauseBefore(attempt: Attempt, attempts: number, chance: number): number {
  const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempts - 1));
  const asked = attempt.kind === 'answered' ? (attempt.retryAfter ?? 0) : 0;
  return asked + Math.ceil(chance * most);
}
