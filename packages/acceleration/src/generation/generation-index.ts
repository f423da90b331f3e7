import type { GenerationRow, PurgeScope } from '../ports/index.ts';

interface Mark {
  readonly generation: number;
  readonly quarantined: boolean;
}

/** The marks of one tenant, or of all, in one category. */
interface Versions {
  all: Mark | undefined;
  readonly single: Map<string, Mark>;
}

interface Marks {
  readonly everyone: Versions;
  readonly tenants: Map<string, Versions>;
}

/**
 * The purges by category, tenant and version. Asked at every hit: a category without a purge costs one look-up, others at most
 * four, and none makes a string.
 */
export class GenerationIndex {
  readonly #categories = new Map<string, Marks>();

  constructor(rows: readonly GenerationRow[]) {
    for (const row of rows) this.demand(row);
  }

  /** Adds what the row demands to what is demanded already: the greater number, the quarantine of either. Lifts nothing. */
  demand({ scope, generation, quarantined }: GenerationRow): void {
    const { category, tenant, version } = scope;
    const marks = getOrMake(this.#categories, category, () => ({
      everyone: noVersions(),
      tenants: new Map<string, Versions>(),
    }));
    const versions = tenant === undefined ? marks.everyone : getOrMake(marks.tenants, tenant, noVersions);
    const known = version === undefined ? versions.all : versions.single.get(version);
    const mark = {
      generation: Math.max(generation, known?.generation ?? 0),
      quarantined: quarantined || known?.quarantined === true,
    };
    if (version === undefined) versions.all = mark;
    else versions.single.set(version, mark);
  }

  required(category: string, tenant: string | null, version: string | null): number {
    const marks = this.#categories.get(category);
    if (marks === undefined) return 0;
    const forAll = latest(marks.everyone, version);
    const own = tenant === null ? undefined : marks.tenants.get(tenant);
    return own === undefined ? forAll : Math.max(forAll, latest(own, version));
  }

  quarantined(category: string, tenant: string | null, version: string | null): boolean {
    const marks = this.#categories.get(category);
    if (marks === undefined) return false;
    if (isOut(marks.everyone, version)) return true;
    const own = tenant === null ? undefined : marks.tenants.get(tenant);
    return own !== undefined && isOut(own, version);
  }

  /** The scopes that cover these copies, the widest first. */
  concerning(category: string, tenant: string | null, version: string | null): readonly GenerationRow[] {
    const marks = this.#categories.get(category);
    if (marks === undefined) return [];
    const own = tenant === null ? undefined : marks.tenants.get(tenant);
    return [
      ...rowsOf({ category }, marks.everyone, version),
      ...(own === undefined || tenant === null ? [] : rowsOf({ category, tenant }, own, version)),
    ];
  }
}

const noVersions = (): Versions => ({ all: undefined, single: new Map() });

function latest({ all, single }: Versions, version: string | null): number {
  const whole = all === undefined ? 0 : all.generation;
  const mark = version === null ? undefined : single.get(version);
  return mark === undefined ? whole : Math.max(whole, mark.generation);
}

function rowsOf(scope: PurgeScope, { all, single }: Versions, version: string | null): GenerationRow[] {
  const mark = version === null ? undefined : single.get(version);
  return [
    ...(all === undefined ? [] : [{ scope, ...all }]),
    ...(mark === undefined || version === null ? [] : [{ scope: { ...scope, version }, ...mark }]),
  ];
}

function isOut({ all, single }: Versions, version: string | null): boolean {
  if (all?.quarantined) return true;
  return version !== null && single.get(version)?.quarantined === true;
}

function getOrMake<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
