import type { GroundModel } from '../ground/ground-model.ts';
import type { Assumption, Conflict, Explainer } from '../reasoner.ts';
import { smallestDiagnoses } from './diagnoses.ts';
import { encodeGround } from './encode-ground.ts';
import { type PreferredConflict, preferredConflict } from './preferred-conflict.ts';
import { assumedOf } from './restrictions.ts';
import { Search } from './search.ts';
import { StepAccount } from './step-account.ts';

/** Decisions and propagations of one explanation. */
const STEPS_OF_EXPLANATION = 5_000_000;

/**
 * Explains with two formulas: one in which all rules hold, for what is to blame among the assumptions, and one in which
 * each rule is assumed by itself, for the rules. `rules` is the number of constraints of the model. When the budget
 * ends before anything is known, all that could be to blame is named.
 */
export function explainer(
  ground: GroundModel,
  rules: number,
  account = new StepAccount(Number.POSITIVE_INFINITY),
  most = STEPS_OF_EXPLANATION,
): Explainer {
  const { formula, literals, valueLiterals } = encodeGround(ground, { withValues: true });
  const search = new Search(formula);
  // Explanations of rules are rarer than repairs, and their formula is the larger one.
  let guarded: { readonly search: Search; readonly guards: readonly number[][] } | undefined;
  const withGuards = () => {
    if (guarded === undefined) {
      const { formula, guards } = encodeGround(ground, { withValues: true, guardedRules: rules });
      guarded = { search: new Search(formula), guards: Array.from(guards, (guard) => [guard]) };
    }
    return guarded;
  };
  // Both formulas number classes and values alike.
  const itemsOf = (assumptions: readonly Assumption[]) => {
    const counts = new Map<number, number>();
    for (const { variable } of assumptions) counts.set(variable, (counts.get(variable) ?? 0) + 1);
    return assumptions.map((assumption) =>
      assumedBy(
        assumption,
        ground,
        literals,
        counts.get(assumption.variable) === 1 ? undefined : valueLiterals,
      ),
    );
  };
  return {
    conflict(assumptions: readonly Assumption[]): Conflict | undefined {
      const items = itemsOf(assumptions);
      search.reset(account.budget(most));
      const blamed = preferredConflict(search, [], items);
      account.spend(search.spent);
      if (blamed === undefined) return undefined;
      const { search: guardedSearch, guards } = withGuards();
      guardedSearch.reset(account.budget(most));
      const { members, minimal } = blamed === 'unknown' ? everyOne(items) : blamed;
      const base = members.flatMap((item) => items[item]!);
      const found = blamed === 'unknown' ? blamed : preferredConflict(guardedSearch, base, guards);
      account.spend(guardedSearch.spent);
      const violated = found === undefined || found === 'unknown' ? everyOne(guards) : found;
      return { assumptions: members, rules: violated.members, minimal: minimal && violated.minimal };
    },
    blamed(assumptions) {
      const items = itemsOf(assumptions);
      search.reset(account.budget(most));
      const found = preferredConflict(search, [], items);
      account.spend(search.spent);
      return found === 'unknown' ? [...items.keys()] : found?.members;
    },
    repairs(assumptions, fixed, wanted) {
      const items = itemsOf(assumptions);
      search.reset(account.budget(most));
      const base = items.flatMap((item, index) => (fixed.has(index) ? item : []));
      const free = [...items.keys()].filter((index) => !fixed.has(index));
      const diagnoses = smallestDiagnoses(
        search,
        base,
        free.map((index) => items[index]!),
        wanted,
      );
      account.spend(search.spent);
      return diagnoses.map((diagnosis) => diagnosis.map((at) => free[at]!));
    },
  };
}

function everyOne(items: readonly unknown[]): PreferredConflict {
  return { members: [...items.keys()], minimal: false };
}

/**
 * What the assumption says of classes; given `valueLiterals`, of values too: two assumptions of one variable may leave
 * a class to each other and no value.
 */
function assumedBy(
  { variable, allowed }: Assumption,
  ground: GroundModel,
  literals: Int32Array,
  valueLiterals?: Int32Array,
): readonly number[] {
  const begin = ground.valueOffsets[variable]!;
  const classes = new Uint8Array(ground.sizes[variable]!);
  for (const [value, flag] of allowed.entries()) if (flag === 1) classes[ground.classOf[begin + value]!] = 1;
  const offset = ground.offsets[variable]!;
  const assumed = [...assumedOf(literals.subarray(offset, offset + classes.length), classes)];
  if (valueLiterals === undefined) return assumed;
  for (const [value, flag] of allowed.entries()) {
    const literal = valueLiterals[begin + value]!;
    if (flag === 0 && literal !== 0 && classes[ground.classOf[begin + value]!] === 1)
      assumed.push(literal ^ 1);
  }
  return assumed;
}
