import { MAX_EXPRESSION_LENGTH } from './constraint-rule.ts';

interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * That a present parent has so many of the members, and an absent one none. Bounds are said by subsets: of any so many
 * at least one, of any so many not all. Undefined where that would be longer than an expression can be.
 */
export function boundedGroupText(
  parent: string,
  members: readonly string[],
  { lower, upper }: Bounds,
): string | undefined {
  const count = members.length;
  if (upper === 0 || lower > count) {
    const absent = members.map((member) => `not (${member})`);
    return [...(lower > 0 ? [`not (${parent})`] : []), ...absent].join(' and ');
  }
  const parts = [`((${members.join(' or ')}) implies ${parent})`];
  let length = 0;
  const add = (size: number, written: (subset: readonly string[]) => string): boolean => {
    for (const subset of subsetsOf(members, size)) {
      const part = written(subset);
      length += part.length;
      if (length > MAX_EXPRESSION_LENGTH) return false;
      parts.push(part);
    }
    return true;
  };
  const fits =
    (lower === 0 || add(count - lower + 1, (subset) => `(${parent} implies (${subset.join(' or ')}))`)) &&
    (upper >= count || add(upper + 1, (subset) => `not (${subset.join(' and ')})`));
  return fits ? parts.join(' and ') : undefined;
}

/** All subsets of a size, in the order of the items. */
function* subsetsOf<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  const chosen = Array.from({ length: size }, (_, index) => index);
  for (;;) {
    yield chosen.map((index) => items[index] as Item);
    let last = size - 1;
    while (last >= 0 && chosen[last] === items.length - size + last) last -= 1;
    if (last < 0) return;
    chosen[last] = (chosen[last] as number) + 1;
    for (let index = last + 1; index < size; index++) chosen[index] = (chosen[index - 1] as number) + 1;
  }
}
