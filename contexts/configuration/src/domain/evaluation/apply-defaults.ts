import type { DefaultRule } from '../model/configuration-definition.ts';
import type { PlacedDecision, ScopeKey } from './decision.ts';
import { scopeFacts, surely } from './facts.ts';
import { hasFlag } from './flags.ts';
import { greedySelection } from './greedy-selection.ts';
import { heldByRules } from './held-by-rules.ts';
import { definedDecision } from './read-decision.ts';
import { configurationHolds, type SettledConfiguration } from './settle-configuration.ts';
import type { Settled } from './settle-scope.ts';
import { settledAt, sharedVariable } from './settled-at.ts';
import {
  type AllDecisions,
  decisionsAt,
  questionsOf,
  type Situation,
  scopesOf,
  withDecisions,
} from './situation.ts';
import { isDecided, isPending } from './undecided.ts';

/** Questions to the engine; far more than defaults that exclude each other need. */
const BUDGET = 2_000;

/**
 * The defaults that hold together with what is decided and with those tried before them: rules first, in their order,
 * then those of values; the offering before its instances. Conditions of rules look at what the user chose alone, so
 * that the order of clicks does not matter. What a part has waits until it is known whether the part is there: a
 * default does not make it be there.
 */
export function applyDefaults(
  situation: Situation,
  user: SettledConfiguration,
  given: AllDecisions,
  settled: SettledConfiguration,
  refused: ReadonlySet<string>,
): { readonly taken: readonly PlacedDecision[]; readonly tried: readonly PlacedDecision[] } {
  const scopes = scopesOf(situation);
  const isNew = (candidate: PlacedDecision) =>
    !refused.has(decisionKey(candidate)) &&
    !isPending(settledAt(settled, candidate.scope), candidate.variable);
  const byRule = scopes.flatMap((scope) => ruleDefaults(situation, scope, user, settled)).filter(isNew);
  const rules = selection(situation, given, settled, byRule);
  const after = withDecisions(given, rules);
  const byValue = scopes
    .flatMap((scope) => valueDefaults(situation, scope, settled))
    .filter((candidate) => isNew(candidate) && !decisionsAt(after, candidate.scope).has(candidate.variable));
  return {
    taken: [...rules, ...selection(situation, after, settled, byValue)],
    tried: [...byRule, ...byValue],
  };
}

/** Which default it is: a variable may have several. */
export function decisionKey({ scope, variable, decision }: PlacedDecision): string {
  return `${scope}/${variable}/${decision.value}`;
}

function selection(
  situation: Situation,
  given: AllDecisions,
  settled: SettledConfiguration,
  candidates: readonly PlacedDecision[],
): readonly PlacedDecision[] {
  const holds = (taken: readonly PlacedDecision[]) =>
    !hasTwice(taken) && configurationHolds(situation, withDecisions(given, taken));
  if (candidates.length === 0) return candidates;
  // What single rules refuse is refused one by one as well: if the rest holds, nothing else has to be asked.
  const byRules = heldByRules(given, settled, candidates);
  return holds(byRules) ? byRules : greedySelection(candidates, holds, questionsOf(situation, BUDGET)).taken;
}

function hasTwice(decisions: readonly PlacedDecision[]): boolean {
  return new Set(decisions.map(({ scope, variable }) => `${scope}/${variable}`)).size < decisions.length;
}

/** What defaults of rules ask for, given what the user chose, where the variable is still open. */
export function ruleDefaults(
  situation: Situation,
  scope: ScopeKey,
  user: SettledConfiguration,
  settled: SettledConfiguration,
): PlacedDecision[] {
  const own = settledAt(settled, scope);
  const { index } = own.given;
  const wanted = index.scope.defaults.filter(({ variable, value }) =>
    isOpenFor(situation, scope, own, variable, value),
  );
  if (wanted.length === 0) return [];
  const facts = scopeFacts(situation, user, scope);
  const applies = ({ when }: DefaultRule) => when === undefined || surely(when, facts);
  return wanted.filter(applies).map(({ variable, value, input }) => ({
    scope,
    variable,
    decision: definedDecision(index, variable, value, input),
  }));
}

/** What variables are unless chosen otherwise, where they are still open. */
export function valueDefaults(
  situation: Situation,
  scope: ScopeKey,
  settled: SettledConfiguration,
): PlacedDecision[] {
  const own = settledAt(settled, scope);
  const { index } = own.given;
  return index.scope.variables.flatMap(({ defaultValue, defaultInput }, variable) => {
    // What is absent by default is as absent as what has no default: of several, nobody is made present by order.
    if (defaultValue === null || defaultValue === index.absent[variable]) return [];
    if (!isOpenFor(situation, scope, own, variable, defaultValue)) return [];
    return [{ scope, variable, decision: definedDecision(index, variable, defaultValue, defaultInput) }];
  });
}

function isOpenFor(
  situation: Situation,
  scope: ScopeKey,
  settled: Settled,
  variable: number,
  value: number,
): boolean {
  const { index, decisions } = settled.given;
  if (decisions.has(variable) || variable === sharedVariable(situation, scope)) return false;
  if (!hasFlag(index, settled.possible, variable, value) || isDecided(settled, variable)) return false;
  // Of what the user lists there are as many as are listed.
  return scope !== 'root' || !countsListed(situation, variable);
}

function countsListed({ definition, listed }: Situation, variable: number): boolean {
  const part = definition.instances.findIndex(({ countVariable }) => countVariable === variable);
  return part >= 0 && (listed[part] as number) > 0;
}
