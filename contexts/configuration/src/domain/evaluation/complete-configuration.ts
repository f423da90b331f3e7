import { decimalText, type FieldError, ZERO } from '@quotewright/kernel';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import { completeScopes } from './complete-scopes.ts';
import { type Costs, cheapestCosts, preferredCosts } from './completion-costs.ts';
import type { CompletedConfiguration } from './configuration-answer.ts';
import type { ChoiceCost, CompletionObjective } from './configuration-query.ts';
import type { ConfigurationEngines, ConfigurationRequest, Refused } from './configuration-request.ts';
import { describe, evaluateConfiguration } from './evaluate-configuration.ts';
import { fillNumbers } from './fill-numbers.ts';
import { onlyValue } from './flags.ts';
import { giveAdvice } from './give-advice.ts';
import { missingVariables } from './missing-variables.ts';
import { readRequest } from './read-request.ts';
import { type SettledConfiguration, settleConfiguration } from './settle-configuration.ts';
import { settledAt, sharedVariable } from './settled-at.ts';
import { type Situation, scopesOf, situationOf, withDecisions } from './situation.ts';

export interface CompletionGoal {
  /** `preferred`: fewest departures from defaults, then fewest things that could be absent. */
  readonly objective: CompletionObjective;
  readonly costs?: readonly ChoiceCost[] | undefined;
}

/**
 * The answer with everything decided that can be: texts without a default and instances that are not listed stay
 * missing, because only the user knows them. A request in conflict is answered as by evaluation.
 */
export function completeConfiguration(
  definition: ConfigurationDefinition,
  engines: ConfigurationEngines,
  request: ConfigurationRequest,
  goal: CompletionGoal,
): CompletedConfiguration | Refused {
  const read = readRequest(definition, request);
  if ('errors' in read) return { kind: 'refused', errors: read.errors };
  const situation = situationOf(definition, engines, request, read);
  const chosen = { root: read.root, instances: read.instances.map(({ decisions }) => decisions) };
  const user = settleConfiguration(situation, chosen);
  if (!user.holds) return evaluateConfiguration(definition, engines, request);
  const costs = costsOf(situation, user, goal);
  if ('errors' in costs) return { kind: 'refused', errors: costs.errors };
  const completed = completeScopes(situation, chosen, user, costs);
  const decisions = fillNumbers(situation, withDecisions(chosen, completed.decisions));
  const final = settleConfiguration(situation, decisions);
  const missing = missingVariables(situation, final);
  return {
    kind: 'answer',
    status: missing.length === 0 ? 'VALID_COMPLETE' : 'VALID_INCOMPLETE',
    ...describe(situation, { user, byDefault: user, final }, request),
    missing,
    advice: giveAdvice(situation, final),
    completion: {
      cost: decimalText(totalOf(situation, final, costs)),
      optimal: completed.optimal && costs.exact,
    },
  };
}

function costsOf(
  situation: Situation,
  user: SettledConfiguration,
  { objective, costs }: CompletionGoal,
): Costs | { readonly errors: readonly FieldError[] } {
  return objective === 'preferred' ? preferredCosts(situation, user) : cheapestCosts(situation, costs ?? []);
}

function totalOf(situation: Situation, final: SettledConfiguration, costs: Costs) {
  let total = ZERO;
  for (const scope of scopesOf(situation)) {
    const { given, possible } = settledAt(final, scope);
    for (const variable of given.index.shown.keys()) {
      const value = onlyValue(given.index, possible, variable);
      if (value >= 0 && variable !== sharedVariable(situation, scope))
        total = total.plus(costs.reported(scope, variable, value));
    }
  }
  return total;
}
