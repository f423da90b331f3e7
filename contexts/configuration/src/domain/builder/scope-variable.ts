import { type Decimal, decimalText, ZERO } from '@quotewright/kernel';
import type { Relation } from '../expression/expression.ts';
import { NONE, type VariableKind } from '../model/canonical-model.ts';
import type { VariableDefinition } from '../model/configuration-definition.ts';
import { otherValues, type ValueSet, valueSet } from '../model/value-set.ts';
import type { DeclaredVariable, NumberContent } from './declared-variable.ts';
import {
  type Cut,
  compares,
  cutRange,
  intervalOf,
  type NumberRange,
  point,
  rangeText,
} from './number-range.ts';

/** A variable of one scope with its values. Constraints are written with these; indices come last of all. */
export interface ScopeVariable {
  readonly id: string;
  readonly kind: VariableKind;
  readonly values: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** Index of `NONE`, or of quantity 0. */
  readonly absent: number | null;
  /** Whether absence is the number 0, which compares as any number does. */
  readonly absentIsZero: boolean;
  /** The numbers of each value, null for `NONE`; absent where values are no numbers. */
  readonly numbers?: readonly (NumberRange | null)[];
  /** Whether values are intervals, so that sums cannot tell what they add. */
  readonly isInterval: boolean;
  readonly definition: VariableDefinition;
}

/** `id` and `owner` as the scope calls them. The cuts are normal. */
export function scopeVariable(
  declared: DeclaredVariable,
  names: { readonly id: string; readonly owner: string; readonly memberOf?: string },
  content: DeclaredVariable['content'],
  cuts: readonly Cut[],
): ScopeVariable {
  const numbers = content.kind === 'numbers' ? numbersOf(declared, content, cuts) : undefined;
  const texts = content.kind === 'texts' ? content.texts : [];
  const values = numbers?.map((range) => (range === null ? NONE : rangeText(range))) ?? [
    ...texts,
    ...(declared.absence === 'none' ? [NONE] : []),
  ];
  const isInterval = content.kind === 'numbers' && content.points === undefined;
  const absent = declared.absence === null ? null : declared.absence === 'zero' ? 0 : values.length - 1;
  const { defaultValue } = declared;
  return {
    id: names.id,
    kind: isInterval ? 'number' : declared.kind,
    values,
    indexOf: new Map(values.map((value, index) => [value, index])),
    absent,
    absentIsZero: declared.absence === 'zero',
    ...(numbers === undefined ? {} : { numbers }),
    isInterval,
    definition: {
      name: declared.label,
      owner: names.owner,
      type: declared.type,
      absent,
      ...defaultOf(defaultValue, declared.maxLength === undefined ? values : [], numbers),
      ...(isInterval && numbers !== undefined
        ? { intervals: numbers.map((range) => (range === null ? null : intervalOf(range))) }
        : {}),
      ...(declared.maxLength === undefined ? {} : { maxLength: declared.maxLength }),
      ...(names.memberOf === undefined ? {} : { memberOf: names.memberOf }),
    },
  };
}

export function auxiliaryVariable(id: string): ScopeVariable {
  const values = ['false', 'true'];
  return {
    id,
    kind: 'auxiliary',
    values,
    indexOf: new Map(values.map((value, index) => [value, index])),
    absent: null,
    absentIsZero: false,
    isInterval: false,
    definition: { name: '', owner: '', type: 'boolean', absent: null, defaultValue: null },
  };
}

function numbersOf({ absence }: DeclaredVariable, content: NumberContent, cuts: readonly Cut[]) {
  const { points, range, whole } = content;
  return [
    ...(absence === 'zero' ? [point(ZERO)] : []),
    ...(points?.map(point) ?? cutRange(range, cuts, whole)),
    ...(absence === 'none' ? [null] : []),
  ];
}

function defaultOf(
  input: string | undefined,
  values: readonly string[],
  numbers: ScopeVariable['numbers'],
): Pick<VariableDefinition, 'defaultValue' | 'defaultInput'> {
  if (input === undefined) return { defaultValue: null };
  const index = values.indexOf(input);
  if (index !== -1) return { defaultValue: index };
  if (numbers === undefined) return { defaultValue: 0, defaultInput: input };
  const holding = numbers.findIndex((range) => range !== null && holds(range, input));
  return holding === -1 ? { defaultValue: null } : { defaultValue: holding, defaultInput: input };
}

function holds({ min, max, openMin, openMax }: NumberRange, text: string): boolean {
  const low = min?.comparedTo(text) ?? -1;
  const high = max?.comparedTo(text) ?? 1;
  return (low < 0 || (low === 0 && !openMin)) && (high > 0 || (high === 0 && !openMax));
}

/** The value that the number is, or in whose interval it lies; -1 when there is none. */
export function indexOfNumber({ indexOf, numbers, isInterval }: ScopeVariable, number: Decimal): number {
  const text = decimalText(number);
  const exact = indexOf.get(text);
  if (exact !== undefined || !isInterval) return exact ?? -1;
  return numbers?.findIndex((range) => range !== null && holds(range, text)) ?? -1;
}

/** Values whose numbers compare so; an absent one does not, whatever the comparison, unless it is the number 0. */
export function comparingValues({ numbers }: ScopeVariable, relation: Relation, to: Decimal): ValueSet {
  return valueSet(indicesWhere(numbers ?? [], (range) => range !== null && compares(range, relation, to)));
}

export function presentValues({ absent, values }: ScopeVariable): ValueSet {
  return otherValues(absent === null ? [] : [[absent, absent]], values.length);
}

/** Values that can be compared: all but `NONE`. */
export function comparableValues(variable: ScopeVariable): ValueSet {
  return variable.absentIsZero ? [[0, variable.values.length - 1]] : presentValues(variable);
}

function* indicesWhere<Value>(values: readonly Value[], test: (value: Value) => boolean): Generator<number> {
  for (const [index, value] of values.entries()) if (test(value)) yield index;
}
