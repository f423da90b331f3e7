import type { UvlFeature } from './uvl-model.ts';

/** Leaves room for what is put before and behind it: an id has at most 128 characters. */
const MAX_LENGTH = 100;

/** A dot is left to us, so that no feature can be named like a group or a rule. */
const USABLE = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** Words of expressions, which a variable cannot have as its name. */
const RESERVED = new Set(
  'and or not implies iff if then else in has sum count min max context true false none null'.split(' '),
);

/** Name → id. No two names have one id; names that can be ids are. */
export function featureIds(features: readonly UvlFeature[]): ReadonlyMap<string, string> {
  const usable = features.map(({ name }) => name).filter(isUsable);
  const taken = new Set(usable);
  const ids = new Map(usable.map((name) => [name, name]));
  const numbers = new Map<string, number>();
  for (const { name } of features) {
    if (ids.has(name)) continue;
    const base = idLike(name);
    let number = numbers.get(base) ?? 1;
    let id = number === 1 ? base : `${base}_${number}`;
    for (; taken.has(id); id = `${base}_${number}`) number += 1;
    numbers.set(base, number + 1);
    taken.add(id);
    ids.set(name, id);
  }
  return ids;
}

function isUsable(name: string): boolean {
  return name.length <= MAX_LENGTH && USABLE.test(name) && !RESERVED.has(name.toLowerCase());
}

function idLike(name: string): string {
  const id = name
    .slice(0, 2 * MAX_LENGTH)
    .replaceAll(/[^A-Za-z0-9_-]+/g, '_')
    .slice(0, MAX_LENGTH - 10);
  return USABLE.test(id) && !RESERVED.has(id.toLowerCase()) ? id : `f_${id}`;
}
