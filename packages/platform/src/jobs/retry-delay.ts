const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 5 * 60_000;

/**
 * How long a failed job rests before its next attempt, in milliseconds: 1 s, 2 s, 4 s … 5 min, of which the
 * upper half is random, so that jobs that failed together do not come back together. `random` is in [0, 1).
 */
export function retryDelay(failedAttempts: number, random: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (failedAttempts - 1), LONGEST_DELAY_MS);
  return Math.round(delay * (0.5 + random / 2));
}
