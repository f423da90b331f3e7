import type { VariableRef } from './configuration-answer.ts';
import { onlyValue } from './flags.ts';
import { instanceRef } from './reason-reference.ts';
import { valueTexts, variableId } from './scope-index.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import { settledAt, sharedVariable } from './settled-at.ts';
import { type Situation, scopesOf } from './situation.ts';
import { isPending, openVariables } from './undecided.ts';

/** What the user has to say yet: open variables of parts that are there, and instances that are not listed. */
export function missingVariables(
  situation: Situation,
  settled: SettledConfiguration,
): readonly VariableRef[] {
  return scopesOf(situation).flatMap((scope) => {
    const own = settledAt(settled, scope);
    const { index } = own.given;
    const open = [...openVariables(own, sharedVariable(situation, scope))];
    const missing = open.filter((variable) => !isPending(own, variable));
    if (scope === 'root') missing.push(...countsToList(situation, settled));
    return [...new Set(missing)]
      .sort((a, b) => a - b)
      .map((variable) => ({ variable: variableId(index.scope, variable), ...instanceRef(situation, scope) }));
  });
}

/** Counts that are decided to be more than what is listed. */
function countsToList({ definition, listed }: Situation, { root }: SettledConfiguration): number[] {
  const { index } = root.given;
  return definition.instances.flatMap(({ countVariable }, part) => {
    const value = onlyValue(index, root.possible, countVariable);
    return value < 0 || Number(valueTexts(index, countVariable)[value]) === listed[part]
      ? []
      : [countVariable];
  });
}
