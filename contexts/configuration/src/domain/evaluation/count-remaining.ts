import { decided, flagsOf } from './flags.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import type { Settled } from './settle-scope.ts';
import type { ListedInstance, Situation } from './situation.ts';

/**
 * How many configurations there are, instances included; undefined where it cannot be counted. Each interval of a
 * number counts as one. Instances are independent once the variable they share with the offering has a value.
 */
export function countRemaining(
  situation: Situation,
  { root, instances }: SettledConfiguration,
): bigint | undefined {
  const { definition } = situation;
  const tied = definition.instances.some(({ sums }) => sums.length > 0);
  if (tied && instances.length > 0) return undefined;
  const shared = [
    ...new Set(situation.instances.flatMap((instance) => instance.definition.interface?.parent ?? [])),
  ].sort((a, b) => a - b);
  const choices = shared.map((variable) => possibleValues(root, variable));
  if (choices.reduce((product, values) => product * values.length, 1) > MOST_COMBINATIONS) return undefined;
  let total = 0n;
  for (const values of combinations(choices)) {
    const fixed = new Map(shared.map((variable, at) => [variable, { value: values[at] as number }]));
    let product = countOf(root, fixed);
    for (const [at, settled] of instances.entries()) {
      if (product === undefined || product === 0n) break;
      const own = (situation.instances[at] as ListedInstance).definition.interface;
      const value = own === null ? undefined : fixed.get(own.parent);
      const count = countOf(
        settled,
        own === null || value === undefined ? new Map() : new Map([[own.own, value]]),
      );
      product = count === undefined ? undefined : product * count;
    }
    if (product === undefined) return undefined;
    total += product;
  }
  return total;
}

/** More would take too long, and nobody reads such a number for what it is. */
const MOST_COMBINATIONS = 1_000;

function possibleValues({ given: { index }, possible }: Settled, variable: number): readonly number[] {
  const flags = flagsOf(index, possible, variable);
  return [...flags.keys()].filter((value) => flags[value] === 1);
}

function combinations(choices: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return choices.reduce<readonly (readonly number[])[]>(
    (all, values) => all.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );
}

function countOf(
  { given, base }: Settled,
  fixed: ReadonlyMap<number, { readonly value: number }>,
): bigint | undefined {
  const { index, reasoner, decisions } = given;
  return reasoner.count(decided(index, decided(index, base, decisions), fixed));
}
