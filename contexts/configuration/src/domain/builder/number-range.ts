import { type Decimal, decimalText } from '@quotewright/kernel';
import type { Relation } from '../expression/expression.ts';
import type { Interval } from '../model/configuration-definition.ts';

/** Numbers without a gap. Null is unbounded; an end belongs to it unless open. */
export interface NumberRange {
  readonly min: Decimal | null;
  readonly max: Decimal | null;
  readonly openMin: boolean;
  readonly openMax: boolean;
}

/** A place between numbers: just before `at`, or just after it. */
export interface Cut {
  readonly at: Decimal;
  readonly after: boolean;
}

export function point(at: Decimal): NumberRange {
  return { min: at, max: at, openMin: false, openMax: false };
}

export function closedRange(min: Decimal | null, max: Decimal | null): NumberRange {
  return { min, max, openMin: false, openMax: false };
}

/** Where numbers must be cut so that each piece lies on one side of the comparison. */
export function cutsOf(relation: Relation, at: Decimal): readonly Cut[] {
  if (relation === '<' || relation === '>=') return [{ at, after: false }];
  if (relation === '<=' || relation === '>') return [{ at, after: true }];
  return [
    { at, after: false },
    { at, after: true },
  ];
}

/** One form for each place: of whole numbers, always just before one. */
export function normalCut({ at, after }: Cut, whole: boolean): Cut {
  return whole ? { at: after ? at.floor().plus(1) : at.ceil(), after: false } : { at, after };
}

function compareCuts(left: Cut, right: Cut): number {
  return left.at.comparedTo(right.at) || Number(left.after) - Number(right.after);
}

export function cutKey({ at, after }: Cut): string {
  return `${decimalText(at)}${after ? '+' : '-'}`;
}

/** Whether numbers of the range lie on both sides. */
export function isInside({ at, after }: Cut, { min, max, openMin, openMax }: NumberRange): boolean {
  const low = min?.comparedTo(at) ?? -1;
  const high = max?.comparedTo(at) ?? 1;
  return after
    ? (low < 0 || (low === 0 && !openMin)) && high > 0
    : low < 0 && (high > 0 || (high === 0 && !openMax));
}

/** The pieces in ascending order. The cuts are normal. */
export function cutRange(range: NumberRange, cuts: readonly Cut[], whole: boolean): readonly NumberRange[] {
  const pieces: NumberRange[] = [];
  let { min, openMin } = range;
  for (const cut of cuts.toSorted(compareCuts)) {
    if (!isInside(cut, { ...range, min, openMin })) continue;
    const { at, after } = cut;
    pieces.push({ min, openMin, max: whole ? at.minus(1) : at, openMax: !whole && !after });
    [min, openMin] = [at, !whole && after];
  }
  return [...pieces, { ...range, min, openMin }];
}

/** Whether all numbers of the range compare so. Only for ranges that are cut at the number. */
export function compares(range: NumberRange, relation: Relation, to: Decimal): boolean {
  const max = range.max?.comparedTo(to) ?? 1;
  const below = max < 0 || (max === 0 && range.openMax);
  const most = max <= 0;
  switch (relation) {
    case '<':
      return below;
    case '<=':
      return most;
    case '>':
      return !most;
    case '>=':
      return !below;
    case '=':
      return most && !below;
    case '!=':
      return !most || below;
  }
}

/** How a value is called: `5`, `1..49`, `250..`; an end that does not belong to it has `>` or `<` before it. */
export function rangeText({ min, max, openMin, openMax }: NumberRange): string {
  if (min !== null && max !== null && min.equals(max)) return decimalText(min);
  const from = min === null ? '' : `${openMin ? '>' : ''}${decimalText(min)}`;
  const to = max === null ? '' : `${openMax ? '<' : ''}${decimalText(max)}`;
  return `${from}..${to}`;
}

export function intervalOf({ min, max, openMin, openMax }: NumberRange): Interval {
  return {
    min: min === null ? null : decimalText(min),
    max: max === null ? null : decimalText(max),
    ...(openMin ? { openMin } : {}),
    ...(openMax ? { openMax } : {}),
  };
}
