import type { AnswerVariable, ExcludedValue, ValueSource } from './configuration-answer.ts';
import type { PlacedDecision, ScopeKey } from './decision.ts';
import { flagsOf } from './flags.ts';
import { possibleRanges } from './narrow-numbers.ts';
import { reasonRef, scopePrefix } from './reason-reference.ts';
import { definedVariable, valueTexts, variableId } from './scope-index.ts';
import type { SettledConfiguration } from './settle-configuration.ts';
import { alternativeNumbers, type Settled } from './settle-scope.ts';
import { settledAt, sharedVariable } from './settled-at.ts';
import type { Situation } from './situation.ts';
import { decidedValue, decisionValue, domainEntries, joinedEntries } from './typed-value.ts';
import { isDecided } from './undecided.ts';

/** What is known after each step. In a conflict nothing follows from anything: then only `user` is there. */
export interface Steps {
  readonly user: SettledConfiguration;
  readonly byDefault?: SettledConfiguration;
  readonly final?: SettledConfiguration;
  /** All defaults that were taken. */
  readonly defaults?: readonly PlacedDecision[];
}

/** The variables of one scope as people see them, ascending by id. */
export function describeScope(
  situation: Situation,
  scope: ScopeKey,
  steps: Steps,
  only: ReadonlySet<string> | undefined,
): readonly AnswerVariable[] {
  const user = settledAt(steps.user, scope);
  const { index } = user.given;
  const shared = sharedVariable(situation, scope);
  const prefix = scopePrefix(situation, scope);
  const described: AnswerVariable[] = [];
  for (const [variable, shown] of index.shown.entries()) {
    const id = variableId(index.scope, variable);
    if (!shown || variable === shared || only?.has(id) === false) continue;
    const { domain, limits } = numbersOf(user, variable);
    const limit = limits.get(variable);
    described.push({
      id,
      name: definedVariable(index, variable).name,
      ...valueOf(situation, scope, steps, variable),
      domain: domainEntries(index, domain, variable, limit),
      excluded: excludedValues({ ...user, domain, limits }, variable, prefix),
    });
  }
  return described;
}

/** Limits of a number that is chosen do not come from itself. */
function numbersOf(user: Settled, variable: number): Pick<Settled, 'domain' | 'limits'> {
  const { index, decisions } = user.given;
  return index.ranges.has(variable) && decisions.has(variable) ? alternativeNumbers(user, variable) : user;
}

function valueOf(
  situation: Situation,
  scope: ScopeKey,
  { user, byDefault, final, defaults }: Steps,
  variable: number,
): Pick<AnswerVariable, 'value' | 'source'> {
  const own = settledAt(user, scope);
  const decision = own.given.decisions.get(variable);
  if (decision !== undefined)
    return { value: decisionValue(own.given.index, variable, decision), source: 'USER' };
  if (byDefault === undefined || final === undefined) return { value: null, source: 'NONE' };
  if (isDecided(own, variable)) return { value: decidedValue(own, variable), source: 'FORCED' };
  const byDefaults = settledAt(byDefault, scope);
  if (isDecided(byDefaults, variable))
    return { value: decidedValue(byDefaults, variable), source: 'DEFAULT' };
  const last = settledAt(final, scope);
  if (!isDecided(last, variable)) return { value: null, source: 'NONE' };
  const isDefault = defaults?.some((one) => one.scope === scope && one.variable === variable) === true;
  const source = isDefault ? 'DEFAULT' : lastSource(situation, scope, last, variable);
  return { value: decidedValue(last, variable), source };
}

/** What absences leave: absence itself, what is listed, and what rules want instead. */
function lastSource(situation: Situation, scope: ScopeKey, last: Settled, variable: number): ValueSource {
  const { index } = last.given;
  if (last.possible[(index.offsets[variable] as number) + (index.absent[variable] as number)] === 1)
    return 'NONE';
  const isCount = situation.definition.instances.some(({ countVariable }) => countVariable === variable);
  return scope === 'root' && isCount ? 'USER' : 'DEFAULT';
}

function excludedValues(
  { given: { index }, domain, limits }: Settled,
  variable: number,
  prefix: string,
): ExcludedValue[] {
  const own = flagsOf(index, domain, variable);
  const numbers = index.ranges.get(variable);
  const left =
    numbers && new Set(possibleRanges(index, domain, variable, limits.get(variable)).map(([value]) => value));
  const isLeft = (value: number) => {
    const number = numbers?.[value];
    return own[value] === 1 && (number === undefined || number === null || left?.has(value) === true);
  };
  const excluded = [...valueTexts(index, variable).keys()].filter((value) => !isLeft(value));
  return joinedEntries(index, variable, excluded).map(({ entry, value }) => ({
    id: entry,
    reasonRef: reasonRef(prefix, index, variable, value),
  }));
}
