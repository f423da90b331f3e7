import { type Decimal, decimal, decimalProblem, decimalText } from '@quotewright/kernel';
import type { VariableDefinition } from '../model/configuration-definition.ts';
import type { ChoiceValue, RequestError } from './configuration-request.ts';
import type { Decision } from './decision.ts';
import { hasNumber } from './number-range.ts';
import { definedVariable, isQuantity, type ScopeIndex, valueTexts, variableId } from './scope-index.ts';

export interface Misread {
  readonly code: RequestError;
  readonly reason: string;
}

/** Which value of the variable a choice means. */
export function readDecision(index: ScopeIndex, variable: number, value: ChoiceValue): Decision | Misread {
  const absent = index.absent[variable] as number;
  if (value === null)
    return absent >= 0 ? { value: absent } : { code: 'UNKNOWN_VALUE', reason: 'it must have a value' };
  const defined = definedVariable(index, variable);
  switch (defined.type) {
    case 'enum':
      if (typeof value !== 'string') return wrongType('the id of a value');
      return named(index, variable, value);
    case 'boolean':
      if (typeof value !== 'boolean') return wrongType('true or false');
      return named(index, variable, String(value));
    case 'text':
      return readText(index, variable, defined, value);
    case 'integer':
    case 'decimal':
      return readNumber(index, variable, defined.type, value);
  }
}

function readText(
  index: ScopeIndex,
  variable: number,
  { maxLength }: VariableDefinition,
  value: ChoiceValue,
): Decision | Misread {
  if (typeof value !== 'string') return wrongType('text');
  if (maxLength !== undefined && value.length > maxLength)
    return { code: 'UNKNOWN_VALUE', reason: `must have at most ${maxLength} characters` };
  const present = valueTexts(index, variable).findIndex((_, at) => at !== index.absent[variable]);
  return present < 0
    ? { code: 'UNKNOWN_VALUE', reason: 'it has no value here' }
    : { value: present, text: value };
}

function readNumber(
  index: ScopeIndex,
  variable: number,
  type: 'integer' | 'decimal',
  value: ChoiceValue,
): Decision | Misread {
  const quantity = isQuantity(variableId(index.scope, variable));
  const number = exactNumber(value);
  if (number === undefined) return wrongType('a number, or decimal text');
  if (type === 'integer' && !number.isInteger()) return wrongType('a whole number');
  const texts = valueTexts(index, variable);
  const ranges = index.ranges.get(variable);
  const absent = index.absent[variable] as number;
  if (ranges === undefined) {
    const at = texts.indexOf(decimalText(number));
    return at < 0 ? outOfRange() : { value: at };
  }
  if (quantity && number.isZero() && absent >= 0) return { value: absent };
  const at = ranges.findIndex((range) => range !== null && hasNumber(range, number));
  return at < 0 ? outOfRange() : { value: at, number };
}

/** Digits as they were sent: the shortest text of a JSON number is the number that was written. */
export function exactNumber(value: ChoiceValue): Decimal | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = Object.is(value, -0) ? '0' : String(value);
  return decimalProblem(text) === undefined ? decimal(text) : undefined;
}

function named(index: ScopeIndex, variable: number, text: string): Decision | Misread {
  const at = valueTexts(index, variable).indexOf(text);
  return at < 0 || at === noneOf(index, variable)
    ? { code: 'UNKNOWN_VALUE', reason: 'it has no such value' }
    : { value: at };
}

/** `NONE` is written as null; that one of several is not chosen is written as false. */
function noneOf(index: ScopeIndex, variable: number): number {
  return definedVariable(index, variable).memberOf === undefined ? (index.absent[variable] as number) : -1;
}

function wrongType(what: string): Misread {
  return { code: 'VALUE_TYPE', reason: `must be ${what}` };
}

function outOfRange(): Misread {
  return { code: 'QUANTITY_OUT_OF_RANGE', reason: 'is not among the numbers it can have' };
}

/** A value of the definition, with the number or text behind it. */
export function definedDecision(
  index: ScopeIndex,
  variable: number,
  value: number,
  input?: string,
): Decision {
  if (input === undefined) return { value };
  if (definedVariable(index, variable).type === 'text') return { value, text: input };
  return index.ranges.has(variable) && value !== index.absent[variable]
    ? { value, number: decimal(input) }
    : { value };
}
