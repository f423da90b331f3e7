import { absencesInConflict, absencesRefusedByRules } from './absences-in-the-way.ts';
import type { Decision, PlacedDecision } from './decision.ts';
import { hasFlag } from './flags.ts';
import { greedySelection } from './greedy-selection.ts';
import { type ScopeIndex, valueTexts } from './scope-index.ts';
import { configurationHolds, type SettledConfiguration } from './settle-configuration.ts';
import { settledAt, sharedVariable } from './settled-at.ts';
import { type AllDecisions, questionsOf, type Situation, scopesOf, withDecisions } from './situation.ts';
import { isPending, openVariables } from './undecided.ts';

/** Questions to the engine where no single rule shows which absences exclude each other. */
const BUDGET = 200;

/**
 * What nobody asked for is absent, and there are as many instances as are listed: if all of that holds together. Where
 * rules want one of several, none of these is taken, because it is the user's to say which. Characteristics wait until
 * it is known whether their part is there.
 */
export function implyAbsence(
  situation: Situation,
  decisions: AllDecisions,
  settled: SettledConfiguration,
  refused: ReadonlySet<string>,
): { readonly taken: readonly PlacedDecision[]; readonly tried: readonly PlacedDecision[] } {
  const tried = absences(situation, settled).filter((candidate) => !refused.has(absenceKey(candidate)));
  const taken = tried.length === 0 ? tried : takeTogether(situation, decisions, settled, tried);
  return { taken, tried };
}

export function absenceKey({ scope, variable }: PlacedDecision): string {
  return `${scope}/${variable}`;
}

function takeTogether(
  situation: Situation,
  decisions: AllDecisions,
  settled: SettledConfiguration,
  candidates: readonly PlacedDecision[],
): readonly PlacedDecision[] {
  const holds = (taken: readonly PlacedDecision[]) =>
    configurationHolds(situation, withDecisions(decisions, taken));
  if (holds(candidates)) return candidates;
  const refused = absencesRefusedByRules(settled, candidates);
  const left = candidates.filter((candidate) => !refused.has(candidate));
  if (left.length === 0 || (left.length < candidates.length && holds(left))) return left;
  const inConflict = absencesInConflict(situation, settled, left);
  const rest = left.filter((candidate) => !inConflict.has(candidate));
  return rest.length === 0 ? rest : greedySelection(rest, holds, questionsOf(situation, BUDGET)).taken;
}

function absences(situation: Situation, settled: SettledConfiguration): PlacedDecision[] {
  return scopesOf(situation).flatMap((scope) => {
    const own = settledAt(settled, scope);
    const { index, decisions } = own.given;
    return [...openVariables(own, sharedVariable(situation, scope))].flatMap((variable) => {
      const value = scope === 'root' ? impliedValue(situation, index, variable) : index.absent[variable];
      if (value === undefined || decisions.has(variable) || !hasFlag(index, own.possible, variable, value))
        return [];
      const decision: Decision = { value };
      return isPending(own, variable) ? [] : [{ scope, variable, decision }];
    });
  });
}

function impliedValue(
  { definition, listed }: Situation,
  index: ScopeIndex,
  variable: number,
): number | undefined {
  const part = definition.instances.findIndex(({ countVariable }) => countVariable === variable);
  return part < 0 ? index.absent[variable] : valueTexts(index, variable).indexOf(String(listed[part]));
}
