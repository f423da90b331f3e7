const MAX_DISTANCE = 2;
/** Comparing with more names costs more than the hint is worth. */
const MAX_NAMES = 5_000;
const MAX_LENGTH = 200;

/** The name that is one or two slips away: a missing letter, one too many, another one. The first of the closest. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  let found: string | undefined;
  let least = Math.min(MAX_DISTANCE, Math.floor(name.length / 2)) + 1;
  for (const candidate of names.slice(0, MAX_NAMES)) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = distanceOf(name, candidate, least);
    if (distance < least) [found, least] = [candidate, distance];
  }
  return found;
}

/** Levenshtein distance, one row at a time; given up where it cannot be less than `limit`. */
function distanceOf(a: string, b: string, limit: number): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[b.length] as number;
}
