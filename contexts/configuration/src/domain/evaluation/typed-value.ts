import type { DomainEntry } from './configuration-answer.ts';
import type { ChoiceValue } from './configuration-request.ts';
import type { Decision } from './decision.ts';
import { flagsOf, onlyValue } from './flags.ts';
import { joinRuns } from './join-runs.ts';
import { possibleRanges } from './narrow-numbers.ts';
import {
  EVERY_NUMBER,
  joinRanges,
  type NumberRange,
  numberValue,
  overlap,
  rangeEntry,
} from './number-range.ts';
import { definedVariable, isQuantity, type ScopeIndex, valueTexts, variableId } from './scope-index.ts';
import { isWhole, type Settled } from './settle-scope.ts';
import { decidedNumber } from './undecided.ts';

/** One value as JSON says it. */
function entryOf(
  index: ScopeIndex,
  variable: number,
  value: number,
  limit: NumberRange = EVERY_NUMBER,
): DomainEntry {
  if (value === index.absent[variable]) return absentEntry(index, variable);
  const range = index.ranges.get(variable)?.[value];
  if (range !== undefined && range !== null)
    return rangeEntry(overlap(range, limit), isWhole(index, variable));
  const text = valueTexts(index, variable)[value] as string;
  switch (definedVariable(index, variable).type) {
    case 'boolean':
      return text === 'true';
    case 'integer':
      return Number(text);
    case 'text':
      return { maxLength: definedVariable(index, variable).maxLength ?? null };
    case 'enum':
    case 'decimal':
      return text;
  }
}

function absentEntry(index: ScopeIndex, variable: number): ChoiceValue {
  if (isQuantity(variableId(index.scope, variable))) return 0;
  return definedVariable(index, variable).memberOf === undefined ? null : false;
}

/** What was decided, as it would be chosen. */
export function decisionValue(index: ScopeIndex, variable: number, decision: Decision): ChoiceValue {
  const { value, number, text } = decision;
  if (value === index.absent[variable]) return absentEntry(index, variable);
  if (number !== undefined) return numberValue(number, isWhole(index, variable));
  const entry = text ?? entryOf(index, variable, value);
  return typeof entry === 'object' ? null : entry;
}

/** The value of a variable that is decided; null for one that is not. */
export function decidedValue({ given, possible, limits }: Settled, variable: number): ChoiceValue {
  const { index, decisions } = given;
  const decision = decisions.get(variable);
  if (decision !== undefined && (decision.number ?? decision.text) !== undefined)
    return decisionValue(index, variable, decision);
  const value = onlyValue(index, possible, variable);
  if (value < 0) return null;
  const number = decidedNumber(index, possible, variable, limits.get(variable));
  return decisionValue(index, variable, number === undefined ? { value } : { value, number });
}

/** Values as entries, long runs of whole numbers as ranges; each with the first value that it is about. */
export function joinedEntries(
  index: ScopeIndex,
  variable: number,
  values: readonly number[],
): readonly { readonly entry: DomainEntry; readonly value: number }[] {
  const entries = values.map((value) => ({ entry: entryOf(index, variable, value), value }));
  if (index.ranges.has(variable)) return entries;
  // What is no number follows nothing: it is joined with nothing.
  const numberOf = ({ entry }: { readonly entry: DomainEntry }) => (typeof entry === 'number' ? entry : NaN);
  return joinRuns(entries, numberOf).map(({ first, last }) =>
    first === last ? first : { entry: { min: numberOf(first), max: numberOf(last) }, value: first.value },
  );
}

/** All that is flagged, numbers joined to ranges. */
export function domainEntries(
  index: ScopeIndex,
  flags: Settled['possible'],
  variable: number,
  limit?: NumberRange,
): DomainEntry[] {
  const own = flagsOf(index, flags, variable);
  if (!index.ranges.has(variable))
    return joinedEntries(
      index,
      variable,
      [...own.keys()].filter((value) => own[value] === 1),
    ).map(({ entry }) => entry);
  const ranges = possibleRanges(index, flags, variable, limit).map(([, range]) => range);
  const whole = isWhole(index, variable);
  const entries: DomainEntry[] = joinRanges(ranges, whole).map((range) => rangeEntry(range, whole));
  const absent = index.absent[variable] as number;
  if (own[absent] !== 1) return entries;
  // A quantity of 0 comes first, none comes last, as among the values.
  return absent === 0
    ? [absentEntry(index, variable), ...entries]
    : [...entries, absentEntry(index, variable)];
}
