import { decisionReason, groundReasons } from './assumptions.ts';
import type { PlacedDecision } from './decision.ts';
import { greedySelection } from './greedy-selection.ts';
import { configurationHolds } from './settle-configuration.ts';
import {
  type AllDecisions,
  placed,
  questionsOf,
  type Situation,
  scopesOf,
  withDecisions,
} from './situation.ts';

const MOST_REPAIRS = 3;
/** Conflicting choices are far fewer than this. */
const BUDGET = 500;

/** Choices to give up so that the others can be together, smallest sets first. Defaults are none: they give way anyway. */
export function findRepairs(
  situation: Situation,
  decisions: AllDecisions,
  conflict: readonly PlacedDecision[],
): readonly (readonly PlacedDecision[])[] {
  const choices = placed(decisions, scopesOf(situation));
  const { root, definition } = situation;
  if (definition.instances.length > 0 || root.index.links.size > 0)
    return repairsByTrying(situation, choices, conflict);
  const fixed = groundReasons(situation, 'root');
  const reasons = [...fixed, ...choices.map((choice) => decisionReason(root.index, choice))];
  const found = root.engine.explainer.repairs(
    reasons.map(({ assumption }) => assumption),
    new Set(fixed.keys()),
    MOST_REPAIRS,
  );
  return found.map((repair) => repair.map((at) => choices[at - fixed.length] as PlacedDecision));
}

/** One for each choice of the conflict: all others are kept if they can be, older ones first. */
function repairsByTrying(
  situation: Situation,
  choices: readonly PlacedDecision[],
  conflict: readonly PlacedDecision[],
): readonly (readonly PlacedDecision[])[] {
  const none: AllDecisions = { root: new Map(), instances: situation.instances.map(() => new Map()) };
  const holds = (kept: readonly PlacedDecision[]) => configurationHolds(situation, withDecisions(none, kept));
  if (!holds([])) return [];
  const repairs = new Map<string, readonly PlacedDecision[]>();
  const budget = questionsOf(situation, BUDGET);
  const tries = budget < BUDGET / 4 ? 1 : MOST_REPAIRS * 2;
  for (const blamed of conflict.toReversed().slice(0, tries)) {
    const rivals = conflict.filter((choice) => choice !== blamed);
    const others = choices.filter((choice) => !conflict.includes(choice));
    const { refused } = greedySelection([...rivals, ...others, blamed], holds, budget);
    const repair = choices.filter((choice) => refused.includes(choice));
    repairs.set(repair.map((choice) => choices.indexOf(choice)).join(), repair);
  }
  return [...repairs.values()].sort((a, b) => a.length - b.length).slice(0, MOST_REPAIRS);
}
