import type { Flags } from '../reasoner.ts';
import { balanceSums, type SumLimits, sameLimits } from './balance-sums.ts';
import type { Decisions, ScopeKey } from './decision.ts';
import { decided, flagsOf, meet } from './flags.ts';
import { boundsOf, type NumberLimits } from './narrow-numbers.ts';
import { EVERY_NUMBER, overlap } from './number-range.ts';
import { type ScopeProblem, type Settled, scopeHolds, settleScope } from './settle-scope.ts';
import {
  type AllDecisions,
  keepOnly,
  type ListedInstance,
  type ScopeGround,
  type Situation,
  withListed,
} from './situation.ts';

export interface SettledConfiguration {
  readonly holds: boolean;
  readonly root: Settled;
  /** In the order of the request. */
  readonly instances: readonly Settled[];
  /** Where it was seen that it does not hold. */
  readonly failed?: ScopeKey;
}

const NO_LIMITS: NumberLimits = new Map();
/** Rounds take values away or end; sums over several hundred instances may need many. */
const MOST_ROUNDS = 1_000;

/**
 * The offering and its instances together. An instance shares at most one variable with its parent, so that asking
 * each instance, then the parent, then each instance again is exact. Sums over instances are met by bounds, in rounds.
 * What a decided variable could be instead is taken from before that: later rounds build on what it is.
 */
export function settleConfiguration(situation: Situation, decisions: AllDecisions): SettledConfiguration {
  const base = withListed(situation);
  const alone = situation.instances.map((_, at) => settleInstance(situation, at, decisions.instances[at]));
  const settleWithin = (limits: SumLimits) => settleRound(situation, decisions, base, alone, limits);
  let limits = balanceSums(situation, decided(situation.root.index, base, decisions.root), alone);
  if (limits.counts.size === 0) return settleWithin(limits);
  const untied = settleWithin({ ...limits, counts: new Map() });
  if (!untied.holds) return untied;
  const narrowed = [...limits.counts.values()].some((flags) => flags.includes(0));
  let settled = narrowed ? settleWithin(limits) : untied;
  const before = { root: settled.root, instances: untied.instances };
  for (let round = 0; settled.holds && round < MOST_ROUNDS; round++) {
    const next = balanceSums(situation, settled.root.possible, settled.instances);
    if (sameLimits(limits, next)) return withAlternativesOf(before, settled);
    limits = next;
    settled = settleWithin(limits);
  }
  return settled;
}

function settleRound(
  situation: Situation,
  decisions: AllDecisions,
  base: Flags,
  alone: readonly Settled[],
  limits: SumLimits,
): SettledConfiguration {
  const root = settleScope(rootProblem(situation, base, decisions.root, alone, limits));
  if (!root.holds) return { holds: false, root, instances: alone, failed: 'root' };
  const broken = alone.findIndex(({ holds }) => !holds);
  if (broken >= 0) return { holds: false, root, instances: alone, failed: broken };
  const shared = sharedValues(situation, root, alone);
  const instances = alone.map((settled, at) => {
    const narrowed = instanceProblem(situation, at, settled, root, shared[at], limits);
    return narrowed === undefined ? settled : known(situation, at, narrowed);
  });
  const failed = instances.findIndex(({ holds }) => !holds);
  return failed < 0 ? { holds: true, root, instances } : { holds: false, root, instances, failed };
}

function withAlternativesOf(
  before: Pick<SettledConfiguration, 'root' | 'instances'>,
  last: SettledConfiguration,
): SettledConfiguration {
  return {
    ...last,
    root: decidedFrom(before.root, last.root),
    instances: last.instances.map((settled, at) => decidedFrom(before.instances[at] as Settled, settled)),
  };
}

function decidedFrom(first: Settled, last: Settled): Settled {
  const { index, decisions } = last.given;
  const domain = last.domain.slice();
  for (const variable of decisions.keys())
    domain.set(flagsOf(index, first.domain, variable), index.offsets[variable]);
  return { ...last, domain };
}

/** Whether there is a configuration: one short question where there are no instances. */
export function configurationHolds(situation: Situation, decisions: AllDecisions): boolean {
  if (situation.definition.instances.length > 0) return settleConfiguration(situation, decisions).holds;
  const { root, ignored } = situation;
  const { index, base, engine } = root;
  return scopeHolds({
    index,
    base,
    reasoner: engine.reasoner,
    limits: NO_LIMITS,
    decisions: decisions.root,
    ignored,
  });
}

/** The parent, within what instances leave of the variables they share with it and of their number. */
function rootProblem(
  { root, instances, ignored }: Situation,
  base: Flags,
  decisions: Decisions,
  settled: readonly Settled[],
  { counts }: SumLimits,
): ScopeProblem {
  const left = base.slice();
  const limits = new Map(NO_LIMITS);
  for (const [at, { definition }] of instances.entries()) {
    const shared = definition.interface;
    const { holds, domain, limits: own, given } = settled[at] as Settled;
    if (shared === null || !holds) continue;
    keepOnly(root.index, left, shared.parent, flagsOf(given.index, domain, shared.own));
    const range = own.get(shared.own);
    if (range !== undefined)
      limits.set(shared.parent, overlap(limits.get(shared.parent) ?? EVERY_NUMBER, range));
  }
  for (const [variable, flags] of counts) keepOnly(root.index, left, variable, flags);
  return { index: root.index, reasoner: root.engine.reasoner, base: left, limits, decisions, ignored };
}

function settleInstance(situation: Situation, at: number, decisions: Decisions = new Map()): Settled {
  const { index, engine, base } = groundOf(situation, at);
  const { ignored } = situation;
  return known(situation, at, {
    index,
    reasoner: engine.reasoner,
    base,
    limits: NO_LIMITS,
    decisions,
    ignored,
  });
}

function groundOf({ instances, parts }: Situation, at: number): ScopeGround {
  return parts[(instances[at] as ListedInstance).part] as ScopeGround;
}

/**
 * For each instance, what the parent and the other instances leave of the variable it shares: what it says of it
 * itself must not come back to it.
 */
function sharedValues(
  { root: ground, instances }: Situation,
  root: Settled,
  alone: readonly Settled[],
): readonly (Flags | undefined)[] {
  const own = instances.map(({ definition }, at) => {
    const { domain, given } = alone[at] as Settled;
    return definition.interface && flagsOf(given.index, domain, definition.interface.own);
  });
  // By shared variable and value, how many instances refuse it.
  const refusals = new Map<number, number[]>();
  for (const [at, { definition }] of instances.entries()) {
    if (definition.interface === null) continue;
    const { parent } = definition.interface;
    const before = refusals.get(parent);
    refusals.set(
      parent,
      [...(own[at] ?? [])].map((flag, value) => (before?.[value] ?? 0) + 1 - flag),
    );
  }
  const open = meet(root.alternatives, decided(ground.index, ground.base, root.given.decisions));
  return instances.map(({ definition }, at) => {
    if (definition.interface === null) return undefined;
    const counts = refusals.get(definition.interface.parent) ?? [];
    return flagsOf(ground.index, open, definition.interface.parent).map((flag, value) =>
      (counts[value] ?? 0) - 1 + (own[at]?.[value] ?? 1) > 0 ? 0 : flag,
    );
  });
}

/** The instance within what its parent and the sums leave; undefined where that is nothing new. */
function instanceProblem(
  { instances, root: ground }: Situation,
  at: number,
  alone: Settled,
  root: Settled,
  sharedFlags: Flags | undefined,
  sums: SumLimits,
): ScopeProblem | undefined {
  const { index } = alone.given;
  const base = alone.given.base.slice();
  const limits = new Map(alone.given.limits);
  const shared = (instances[at] as ListedInstance).definition.interface;
  if (shared !== null && sharedFlags !== undefined) {
    keepOnly(index, base, shared.own, sharedFlags);
    const range = root.limits.get(shared.parent);
    const bounds = range && boundsOf(ground.index, root.possible, shared.parent, range);
    if (bounds !== undefined) limits.set(shared.own, bounds);
  }
  for (const [variable, flags] of sums.instances[at] ?? []) keepOnly(index, base, variable, flags);
  const narrower = limits.size > 0 || base.some((flag, value) => flag !== alone.given.base[value]);
  return narrower ? { ...alone.given, base, limits } : undefined;
}

/** Instances that are laid down alike are settled once. */
function known(situation: Situation, at: number, problem: ScopeProblem): Settled {
  const { part } = situation.instances[at] as ListedInstance;
  const decisions = [...problem.decisions].map(([variable, { value, number }]) => [variable, value, number]);
  decisions.sort(([a], [b]) => Number(a) - Number(b));
  const limits = [...problem.limits];
  const key = `${part}:${problem.base.join('')}:${JSON.stringify([decisions, limits, [...problem.ignored]])}`;
  const before = situation.known.get(key);
  if (before !== undefined) return before;
  const settled = settleScope(problem);
  situation.known.set(key, settled);
  return settled;
}
