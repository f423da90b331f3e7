import { Decimal, decimal, decimalText, ONE } from '@quotewright/kernel';
import type { Interval } from '../model/configuration-definition.ts';
import type { NumberRangeEntry } from './configuration-answer.ts';

/** Numbers between two ends; null is unbounded. Of integers the ends are closed. */
export interface NumberRange {
  readonly min: Decimal | null;
  readonly max: Decimal | null;
  readonly openMin: boolean;
  readonly openMax: boolean;
}

export const EVERY_NUMBER: NumberRange = { min: null, max: null, openMin: false, openMax: false };

export function rangeOf(interval: Interval): NumberRange {
  return {
    min: interval.min === null ? null : decimal(interval.min),
    max: interval.max === null ? null : decimal(interval.max),
    openMin: interval.openMin === true,
    openMax: interval.openMax === true,
  };
}

export function pointRange(number: Decimal): NumberRange {
  return { min: number, max: number, openMin: false, openMax: false };
}

/** The number of a range that has but one. */
export function onlyNumber({ min, max, openMin, openMax }: NumberRange): Decimal | undefined {
  return min !== null && max !== null && !openMin && !openMax && min.eq(max) ? min : undefined;
}

export function isEmptyRange({ min, max, openMin, openMax }: NumberRange): boolean {
  if (min === null || max === null) return false;
  return min.gt(max) || (min.eq(max) && (openMin || openMax));
}

export function hasNumber(range: NumberRange, number: Decimal): boolean {
  return !isEmptyRange(overlap(range, pointRange(number)));
}

export function overlap(a: NumberRange, b: NumberRange): NumberRange {
  const lower = higherMin(a, b) ? a : b;
  const upper = lowerMax(a, b) ? a : b;
  return { min: lower.min, openMin: lower.openMin, max: upper.max, openMax: upper.openMax };
}

/** The least range that has both. */
export function hull(a: NumberRange, b: NumberRange): NumberRange {
  const lower = higherMin(a, b) ? b : a;
  const upper = lowerMax(a, b) ? b : a;
  return { min: lower.min, openMin: lower.openMin, max: upper.max, openMax: upper.openMax };
}

function higherMin(a: NumberRange, b: NumberRange): boolean {
  if (a.min === null || b.min === null) return b.min === null;
  return a.min.eq(b.min) ? a.openMin : a.min.gt(b.min);
}

function lowerMax(a: NumberRange, b: NumberRange): boolean {
  if (a.max === null || b.max === null) return b.max === null;
  return a.max.eq(b.max) ? a.openMax : a.max.lt(b.max);
}

export function sameRange(a: NumberRange, b: NumberRange): boolean {
  return sameEnd(a.min, b.min) && sameEnd(a.max, b.max) && a.openMin === b.openMin && a.openMax === b.openMax;
}

function sameEnd(a: Decimal | null, b: Decimal | null): boolean {
  return a === null || b === null ? a === b : a.eq(b);
}

export function shifted(range: NumberRange, by: Decimal): NumberRange {
  return { ...range, min: range.min?.plus(by) ?? null, max: range.max?.plus(by) ?? null };
}

/** The whole numbers of it, with closed ends. */
export function wholeNumbers({ min, max, openMin, openMax }: NumberRange): NumberRange {
  const least = min?.ceil() ?? null;
  const greatest = max?.floor() ?? null;
  return {
    min: least !== null && openMin && least.eq(min as Decimal) ? least.plus(ONE) : least,
    max: greatest !== null && openMax && greatest.eq(max as Decimal) ? greatest.minus(ONE) : greatest,
    openMin: false,
    openMax: false,
  };
}

/** Some number of it: the least if there is one, and never one of an open end. Undefined when it is empty. */
export function someNumber(range: NumberRange): Decimal | undefined {
  const { min, max, openMin, openMax } = range;
  if (isEmptyRange(range)) return undefined;
  if (min !== null && !openMin) return min;
  if (min !== null && max !== null) return min.plus(max).div(2);
  if (min !== null) return min.plus(ONE);
  if (max !== null) return openMax ? max.minus(ONE) : max;
  return new Decimal(0);
}

/** Ranges in ascending order, with those that touch made one: cuts that rules need are of no interest to people. */
export function joinRanges(ranges: readonly NumberRange[], whole: boolean): NumberRange[] {
  const joined: NumberRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last !== undefined && touches(last, range, whole)) joined[joined.length - 1] = hull(last, range);
    else joined.push(range);
  }
  return joined;
}

function touches(left: NumberRange, right: NumberRange, whole: boolean): boolean {
  if (left.max === null || right.min === null) return true;
  if (whole) return left.max.plus(ONE).gte(right.min);
  return left.max.gt(right.min) || (left.max.eq(right.min) && !(left.openMax && right.openMin));
}

export function rangeEntry({ min, max, openMin, openMax }: NumberRange, whole: boolean): NumberRangeEntry {
  const end = (number: Decimal | null) => (number === null ? null : numberValue(number, whole));
  return { min: end(min), max: end(max), ...(openMin && { openMin }), ...(openMax && { openMax }) };
}

/** Integers as JSON numbers, others as decimal text: a JSON number would lose digits. */
export function numberValue(number: Decimal, whole: boolean): number | string {
  return whole ? number.toNumber() : decimalText(number);
}
