import type { ClassMap } from '../ground/ground-model.ts';

/** A variable that does not have all its classes, and the literals that say so. */
interface Restriction {
  readonly variable: number;
  readonly assumed: readonly number[];
}

/** What class flags restrict, ascending by variable. */
export function restrictionsOf(
  { offsets }: Pick<ClassMap, 'offsets'>,
  literals: Int32Array,
  classes: Uint8Array,
): Restriction[] {
  const restrictions: Restriction[] = [];
  for (let variable = 0; variable + 1 < offsets.length; variable++) {
    const from = offsets[variable]!;
    const to = offsets[variable + 1]!;
    let at = from;
    while (at < to && classes[at] === 1) at++;
    if (at === to) continue;
    const assumed = assumedOf(literals.subarray(from, to), classes.subarray(from, to));
    restrictions.push({ variable, assumed });
  }
  return restrictions;
}

/** What says that one of the flagged classes holds: as few literals as do. */
export function assumedOf(literals: Int32Array, classes: Uint8Array): readonly number[] {
  const allowed: number[] = [];
  const refused: number[] = [];
  for (const [at, literal] of literals.entries()) (classes[at] === 1 ? allowed : refused).push(literal);
  return allowed.length === 1 && refused.length > 0 ? allowed : refused.map((literal) => literal ^ 1);
}
