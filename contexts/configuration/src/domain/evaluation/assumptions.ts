import { otherValues, valuesOf } from '../model/value-set.ts';
import type { Assumption, Flags } from '../reasoner.ts';
import type { PlacedDecision, ScopeKey } from './decision.ts';
import { flagsOf } from './flags.ts';
import type { ScopeIndex } from './scope-index.ts';
import { valueTexts } from './scope-index.ts';
import { groundAt, type Situation, type Withholding, withListed } from './situation.ts';

/** An assumption of an explanation, and what it stands for. */
export type Reason =
  | { readonly kind: 'withheld'; readonly rule: Withholding; readonly assumption: Assumption }
  /** That so many instances are listed. */
  | { readonly kind: 'listed'; readonly variable: number; readonly assumption: Assumption }
  /** What numbers, sums and other scopes take away. */
  | { readonly kind: 'derived'; readonly variable: number; readonly assumption: Assumption }
  | { readonly kind: 'decision'; readonly decision: PlacedDecision; readonly assumption: Assumption };

/** Why a scope is restricted before anything is decided. */
export function groundReasons(situation: Situation, scope: ScopeKey): Reason[] {
  const { index, withheld, base } = groundAt(situation, scope);
  const reasons: Reason[] = withheld.map((rule) => {
    const allowed = new Uint8Array(valueTexts(index, rule.variable).length);
    for (const value of valuesOf(otherValues(rule.removes, allowed.length))) allowed[value] = 1;
    return { kind: 'withheld', rule, assumption: { variable: rule.variable, allowed } };
  });
  if (scope !== 'root') return reasons;
  const listed = withListed(situation);
  if (listed === base) return reasons;
  const open = new Uint8Array(index.size).fill(1);
  const floors = withListed({ ...situation, root: { ...situation.root, base: open } });
  for (const { countVariable } of situation.definition.instances) {
    const allowed = flagsOf(index, floors, countVariable);
    if (allowed.includes(0))
      reasons.push({
        kind: 'listed',
        variable: countVariable,
        assumption: { variable: countVariable, allowed },
      });
  }
  return reasons;
}

export function decisionReason(index: ScopeIndex, decision: PlacedDecision): Reason {
  const allowed = new Uint8Array(valueTexts(index, decision.variable).length);
  allowed[decision.decision.value] = 1;
  return { kind: 'decision', decision, assumption: { variable: decision.variable, allowed } };
}

/** What a scope lost beyond its own ground, variable by variable. */
export function derivedReasons(index: ScopeIndex, ground: Flags, left: Flags): Reason[] {
  return [...index.scope.model.variables.keys()].flatMap((variable) => {
    const allowed = flagsOf(index, left, variable);
    const before = flagsOf(index, ground, variable);
    if (allowed.every((flag, value) => flag === before[value])) return [];
    return [{ kind: 'derived' as const, variable, assumption: { variable, allowed } }];
  });
}
