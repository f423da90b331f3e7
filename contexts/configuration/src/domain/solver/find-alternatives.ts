import type { ClassMap } from '../ground/ground-model.ts';
import { restrictionsOf } from './restrictions.ts';
import type { Search, Verdict } from './search.ts';
import { StepsEnded } from './step-account.ts';

/**
 * The classes of each variable with which all other variables keep to `classes`. Models that were found are kept as
 * witnesses: one proves a class of every variable, and the search aims at classes that none has proved yet.
 *
 * @throws StepsEnded
 */
export function findAlternatives(
  map: Pick<ClassMap, 'offsets'>,
  literals: Int32Array,
  search: Search,
  classes: Uint8Array,
): Uint8Array {
  const restrictions = restrictionsOf(map, literals, classes);
  const isRestricted = new Uint8Array(map.offsets.length);
  for (const { variable } of restrictions) isRestricted[variable] = 1;
  const assumed = restrictions.flatMap(({ assumed }) => assumed);
  const proved = new Uint8Array(literals.length);

  const open: number[] = [];
  for (let variable = 0; variable + 1 < map.offsets.length; variable++)
    if (isRestricted[variable] === 0)
      for (let at = map.offsets[variable]!; at < map.offsets[variable + 1]!; at++) open.push(at);
  search.aimAt(open.map((at) => literals[at]!));
  if (known(search.solve(assumed)) === 'satisfiable') {
    witness(search, literals, proved);
    proveFree(search, literals, assumed, open, proved);
  }
  search.aimAt([]);

  // Of a restricted variable everything else counts, so that one step from the choices leads to each answer.
  for (const { variable } of restrictions.toReversed()) {
    const others = restrictions.filter((other) => other.variable !== variable);
    const rest = others.flatMap(({ assumed }) => assumed);
    for (let at = map.offsets[variable]!; at < map.offsets[variable + 1]!; at++) {
      if (proved[at] === 1) continue;
      if (known(search.solve([...rest, literals[at]!])) === 'satisfiable') proved[at] = 1;
    }
  }
  return proved;
}

/** Of variables that are not restricted: a class that neither follows to be impossible nor has a witness is tried. */
function proveFree(
  search: Search,
  literals: Int32Array,
  assumed: readonly number[],
  places: readonly number[],
  proved: Uint8Array,
): void {
  let open = places.filter((at) => proved[at] === 0);
  for (;;) {
    open = open.filter((at) => proved[at] === 0 && !search.isRefuted(literals[at]!, assumed.length));
    const next = open.pop();
    if (next === undefined) return;
    search.aimAt(open.map((at) => literals[at]!));
    if (known(search.solve([...assumed, literals[next]!])) === 'satisfiable')
      witness(search, literals, proved);
  }
}

/** @throws StepsEnded */
export function known(verdict: Verdict): Exclude<Verdict, 'unknown'> {
  if (verdict === 'unknown') throw new StepsEnded();
  return verdict;
}

function witness(search: Search, literals: Int32Array, proved: Uint8Array): void {
  for (let at = 0; at < literals.length; at++) if (search.holds(literals[at]!)) proved[at] = 1;
}
