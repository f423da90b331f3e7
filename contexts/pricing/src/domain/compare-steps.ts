import { canonicalJson } from '@quotewright/kernel';
import type { Parting } from './price-comparison.ts';
import type { ExplanationStep, PricedCharge } from './price-result.ts';
import { type StageName, WATERFALL_ORDER } from './waterfall.ts';

/** The first step in which two charges differ, through their phases; undefined when there is none. */
export function partingOf(before: PricedCharge, after: PricedCharge): Parting | undefined {
  const first = partingSteps(before.explanation, after.explanation);
  if (first !== undefined) return first;
  const months = [...(before.phases ?? []), ...(after.phases ?? [])].map(({ fromMonth }) => fromMonth);
  for (const fromMonth of [...new Set(months)].toSorted((one, other) => one - other)) {
    const parting = partingSteps(phaseSteps(before, fromMonth), phaseSteps(after, fromMonth));
    if (parting !== undefined) return { fromMonth, ...parting };
  }
  return undefined;
}

function phaseSteps({ phases = [] }: PricedCharge, month: number): readonly ExplanationStep[] {
  return phases.find(({ fromMonth }) => fromMonth === month)?.explanation ?? [];
}

function partingSteps(
  before: readonly ExplanationStep[],
  after: readonly ExplanationStep[],
): Pick<Parting, 'before' | 'after'> | undefined {
  // A rule that acts on one side only says more than the amounts that a larger quantity has moved before it.
  const changed = { before: actingAlone(before, after), after: actingAlone(after, before) };
  if (changed.before !== undefined || changed.after !== undefined) {
    return {
      ...(changed.before !== undefined && { before: changed.before }),
      ...(changed.after !== undefined && { after: changed.after }),
    };
  }
  const length = Math.max(before.length, after.length);
  for (let index = 0; index < length; index += 1) {
    const one = before[index];
    const other = after[index];
    if (one !== undefined && other !== undefined && said(one) === said(other)) continue;
    const earlier = placeOf(one) - placeOf(other);
    return {
      ...(one !== undefined && earlier <= 0 && { before: one }),
      ...(other !== undefined && earlier >= 0 && { after: other }),
    };
  }
  return undefined;
}

/** The first step that acts, by a rule that does not act on the other side. */
function actingAlone(
  steps: readonly ExplanationStep[],
  others: readonly ExplanationStep[],
): ExplanationStep | undefined {
  const acting = new Set(others.filter(({ skipped }) => skipped === undefined).map(ruleOf));
  return steps.find((step) => step.skipped === undefined && !acting.has(ruleOf(step)));
}

const ruleOf = ({ stage, ruleId, reasonCode }: ExplanationStep) =>
  JSON.stringify([stage, ruleId, reasonCode]);

/** A step that one side lacks is met by a later stage of it, or by its end. */
function placeOf(step: ExplanationStep | undefined): number {
  return step === undefined ? WATERFALL_ORDER.length : WATERFALL_ORDER.indexOf(step.stage as StageName);
}

/** What a step does. Its number and the version of its rule change without any effect. */
function said(step: ExplanationStep): string {
  const { seq: _seq, ruleVersion: _version, ...rest } = step;
  return canonicalJson(rest);
}
