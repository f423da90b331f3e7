import { applyDefaults, decisionKey } from './apply-defaults.ts';
import type { PlacedDecision } from './decision.ts';
import { absenceKey, implyAbsence } from './imply-absence.ts';
import { type SettledConfiguration, settleConfiguration } from './settle-configuration.ts';
import { type AllDecisions, type Situation, withDecisions } from './situation.ts';

export interface Derived {
  /** With the defaults that do not depend on what is absent. */
  readonly byDefault: SettledConfiguration;
  readonly final: SettledConfiguration;
  /** All defaults that were taken. */
  readonly defaults: readonly PlacedDecision[];
}

/**
 * What follows softly from what the user chose: defaults, then absence of what nobody asked for; again for the parts
 * that are there after all, one level further down each time.
 */
export function deriveValues(
  situation: Situation,
  chosen: AllDecisions,
  user: SettledConfiguration,
): Derived {
  let decisions = chosen;
  let settled = user;
  let byDefault: SettledConfiguration | undefined;
  const defaults: PlacedDecision[] = [];
  const refused = new Set<string>();
  const kept = new Set<string>();
  const take = (taken: readonly PlacedDecision[]) => {
    if (taken.length === 0) return;
    decisions = withDecisions(decisions, taken);
    settled = settleConfiguration(situation, decisions);
  };
  for (;;) {
    const soft = applyDefaults(situation, user, decisions, settled, refused);
    for (const candidate of soft.tried) refused.add(decisionKey(candidate));
    defaults.push(...soft.taken);
    take(soft.taken);
    byDefault ??= settled;
    const absent = implyAbsence(situation, decisions, settled, kept);
    for (const candidate of absent.tried) kept.add(absenceKey(candidate));
    take(absent.taken);
    if (soft.taken.length === 0 && absent.taken.length === 0) return { byDefault, final: settled, defaults };
  }
}
