import type { InstanceSum } from '../model/configuration-definition.ts';
import type { Flags } from '../reasoner.ts';
import { flagsOf } from './flags.ts';
import type { ScopeIndex } from './scope-index.ts';
import type { Settled } from './settle-scope.ts';
import { type ListedInstance, type ScopeGround, type Situation } from './situation.ts';

/** What sums over instances leave: of how many there can be, and of the summed variable in each. */
export interface SumLimits {
  /** By count variable. */
  readonly counts: ReadonlyMap<number, Flags>;
  /** By instance, then by variable. */
  readonly instances: readonly ReadonlyMap<number, Flags>[];
}

interface Span {
  readonly min: number;
  readonly max: number;
}

/**
 * A value stays where the sum can still be met, with any value of the others that is possible and any instances that
 * may be added. By bounds: exact where it is the only sum that ties the instances, and weights have no gaps.
 */
export function balanceSums(
  situation: Situation,
  /** Of the offering. */
  possibleCounts: Flags,
  instances: readonly Settled[],
): SumLimits {
  const counts = new Map<number, Flags>();
  const values = situation.instances.map(() => new Map<number, Flags>());
  for (const [part, { countVariable, sums }] of situation.definition.instances.entries()) {
    const members = [...situation.instances.keys()].filter(
      (at) => (situation.instances[at] as ListedInstance).part === part,
    );
    const texts = situation.root.index.scope.model.variables[countVariable]?.values ?? [];
    const possible = flagsOf(situation.root.index, possibleCounts, countVariable);
    for (const sum of sums.filter(({ ruleId }) => !situation.ignored.has(ruleId))) {
      const { index, base } = situation.parts[part] as ScopeGround;
      const spans = members.map((at) => spanOf(index, (instances[at] as Settled).possible, sum));
      const added = spanOf(index, base, sum);
      const ofCount = texts.map((text) => times(added, Number(text) - (situation.listed[part] as number)));
      const all = spans.reduce(plus, { min: 0, max: 0 });
      narrow(
        counts,
        countVariable,
        ofCount.map((more) => fits(sum, plus(all, more))),
      );
      const more = unionOf(ofCount.filter((_, count) => possible[count] === 1));
      for (const [place, at] of members.entries()) {
        const others = plus(minus(all, spans[place] as Span), more);
        const left = sum.weights.map((weight) => fits(sum, plus(others, { min: weight, max: weight })));
        narrow(values[at] as Map<number, Flags>, sum.variable, left);
      }
    }
  }
  return { counts, instances: values };
}

function spanOf(index: ScopeIndex, flags: Flags, { variable, weights }: InstanceSum): Span {
  const possible = weights.filter((_, value) => flagsOf(index, flags, variable)[value] === 1);
  return unionOf(possible.map((weight) => ({ min: weight, max: weight })));
}

function unionOf(spans: readonly Span[]): Span {
  // Of what is impossible anyway nothing is taken away.
  if (spans.length === 0) return { min: 0, max: 0 };
  return spans.reduce((all, { min, max }) => ({ min: Math.min(all.min, min), max: Math.max(all.max, max) }));
}

function plus(a: Span, b: Span): Span {
  return { min: a.min + b.min, max: a.max + b.max };
}

function minus(a: Span, b: Span): Span {
  return { min: a.min - b.min, max: a.max - b.max };
}

function times({ min, max }: Span, count: number): Span {
  return { min: min * count, max: max * count };
}

function fits({ lower, upper }: InstanceSum, { min, max }: Span): boolean {
  return (lower === null || max >= lower) && (upper === null || min <= upper);
}

function narrow(limits: Map<number, Flags>, variable: number, left: readonly boolean[]): void {
  const known = limits.get(variable);
  limits.set(
    variable,
    Uint8Array.from(left, (fine, value) => (fine && known?.[value] !== 0 ? 1 : 0)),
  );
}

export function sameLimits(a: SumLimits, b: SumLimits): boolean {
  return (
    sameFlags(a.counts, b.counts) &&
    a.instances.every((limits, at) => sameFlags(limits, b.instances[at] as ReadonlyMap<number, Flags>))
  );
}

function sameFlags(a: ReadonlyMap<number, Flags>, b: ReadonlyMap<number, Flags>): boolean {
  return a.size === b.size && [...a].every(([variable, flags]) => b.get(variable)?.join() === flags.join());
}
