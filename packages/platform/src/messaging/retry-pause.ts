const FIRST_MS = 100;
const LONGEST_MS = 30_000;

/**
 * How long to wait after `failures` failures in a row, in milliseconds: 100, 200, 400 … up to `longest` (default 30,000), of which
 * the upper half is random. `random` is in [0, 1).
 */
export function retryPause(failures: number, random: number, longest = LONGEST_MS): number {
  const pause = Math.min(FIRST_MS * 2 ** (failures - 1), longest);
  return Math.round(pause * (0.5 + random / 2));
}
