/** Levels of management below one person: who is further down is not reached. */
export const MAX_DEPTH = 10;

/** People below one person: more are not reached. */
export const MAX_REPORTS = 2_000;

/** Somebody, and all who report to them directly. */
export type Team = readonly [manager: string, ...reports: string[]];

/** Who reports to whom in a tenant. Nobody is in two teams; a circle, which no command makes, is possible. */
export type Hierarchy = readonly Team[];

/** Who reports to the subject, directly or not; the nearest first, and bounded. */
export function reportsIn(hierarchy: Hierarchy, subject: string): readonly string[] {
  const teams = teamsOf(hierarchy);
  const seen = new Set([subject]);
  let level: readonly string[] = [subject];
  for (let depth = 1; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const below = level.flatMap((manager) => teams.get(manager) ?? []);
    level = below.filter((report) => !seen.has(report));
    for (const report of level) seen.add(report);
  }
  return [...seen].slice(1, MAX_REPORTS + 1);
}

const indexes = new WeakMap<Hierarchy, ReadonlyMap<string, readonly string[]>>();

/** Made once for each hierarchy: the same one answers many requests. */
function teamsOf(hierarchy: Hierarchy): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(hierarchy);
  if (known !== undefined) return known;
  const index = new Map(hierarchy.map(([manager, ...reports]) => [manager, reports]));
  indexes.set(hierarchy, index);
  return index;
}
