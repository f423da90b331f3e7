import type { Completion, Flags } from '../reasoner.ts';
import type { Costs } from './completion-costs.ts';
import type { PlacedDecision, ScopeKey } from './decision.ts';
import { decided, flagsOf } from './flags.ts';
import { valueTexts } from './scope-index.ts';
import { type SettledConfiguration, settleConfiguration } from './settle-configuration.ts';
import type { Settled } from './settle-scope.ts';
import { sharedVariable } from './settled-at.ts';
import {
  type AllDecisions,
  keepOnly,
  type ListedInstance,
  type Situation,
  withDecisions,
} from './situation.ts';

export interface CompletedScopes {
  readonly decisions: readonly PlacedDecision[];
  readonly optimal: boolean;
}

/**
 * The offering first, with what its instances would cost for each value that they share; then each instance. That is
 * the least of all unless sums tie instances to each other: then each one takes the least that the sums leave.
 */
export function completeScopes(
  situation: Situation,
  chosen: AllDecisions,
  user: SettledConfiguration,
  costs: Costs,
): CompletedScopes {
  const { instances } = situation;
  const weights = costs.weights('root');
  let optimal = true;
  // Of many instances most are alike, and then they are one object.
  const shares = new Map<Settled, InstanceCosts>();
  for (const [at, settled] of user.instances.entries()) {
    const shared = (instances[at] as ListedInstance).definition.interface;
    if (shared === null) continue;
    const own = shares.get(settled) ?? instanceCosts(user.root, settled, shared, costs.weights(at));
    shares.set(settled, own);
    const start = user.root.given.index.offsets[shared.parent] as number;
    for (const [value, cost] of own.costs.entries())
      weights[start + value] = (weights[start + value] as number) + cost;
    optimal &&= own.proved;
  }
  const root = completeRoot(situation, user.root, weights);
  if (root === undefined) return { decisions: [], optimal: false };
  const decisions = decisionsOf(situation, user.root, 'root', root);
  optimal &&= root.optimal;
  let settled = settleConfiguration(situation, withDecisions(chosen, decisions));
  for (const at of instances.keys()) {
    const own = settled.instances[at] as Settled;
    const tied = (instances[at] as ListedInstance).definition.sums.length > 0;
    const completed = own.given.reasoner.cheapest(allowedOf(own), costs.weights(at));
    if (completed === undefined) return { decisions, optimal: false };
    decisions.push(...decisionsOf(situation, own, at, completed));
    optimal &&= completed.optimal && !tied;
    if (tied) settled = settleConfiguration(situation, withDecisions(chosen, decisions));
  }
  return { decisions, optimal };
}

function allowedOf({ given, base }: Settled): Flags {
  return decided(given.index, base, given.decisions);
}

interface InstanceCosts {
  /** By value of what it shares. */
  readonly costs: readonly number[];
  readonly proved: boolean;
}

/** What an instance costs at least for each value of what it shares. */
function instanceCosts(
  root: Settled,
  own: Settled,
  shared: { readonly parent: number; readonly own: number },
  weights: Float64Array,
): InstanceCosts {
  const { index, reasoner } = own.given;
  let proved = true;
  const possible = flagsOf(root.given.index, root.possible, shared.parent);
  const costs = [...possible].map((flag, value) => {
    if (flag === 0) return 0;
    const allowed = decided(index, allowedOf(own), new Map([[shared.own, { value }]]));
    const completed = reasoner.cheapest(allowed, weights);
    proved &&= completed?.optimal ?? true;
    return completed?.cost ?? 0;
  });
  return { costs, proved };
}

/** With as many instances as are listed, where that can be: only the user can add some. */
function completeRoot(situation: Situation, root: Settled, weights: Float64Array): Completion | undefined {
  const { index, reasoner } = root.given;
  const allowed = allowedOf(root);
  const asListed = allowed.slice();
  for (const [part, { countVariable }] of situation.definition.instances.entries()) {
    const texts = valueTexts(index, countVariable);
    keepOnly(
      index,
      asListed,
      countVariable,
      Uint8Array.from(texts, (text) => (Number(text) === situation.listed[part] ? 1 : 0)),
    );
  }
  return reasoner.cheapest(asListed, weights) ?? reasoner.cheapest(allowed, weights);
}

function decisionsOf(
  situation: Situation,
  { given }: Settled,
  scope: ScopeKey,
  { values }: Completion,
): PlacedDecision[] {
  const { index, decisions } = given;
  const shared = sharedVariable(situation, scope);
  return [...index.shown.keys()]
    .filter((variable) => index.shown[variable] === true && variable !== shared && !decisions.has(variable))
    .map((variable) => ({ scope, variable, decision: { value: values[variable] as number } }));
}
