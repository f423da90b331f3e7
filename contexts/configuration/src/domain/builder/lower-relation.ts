import type { Decimal } from '@quotewright/kernel';
import { otherValues, type ValueSet } from '../model/value-set.ts';
import type { NumberRange } from './number-range.ts';
import type { DraftBody } from './scope-draft.ts';
import { presentValues, type ScopeVariable } from './scope-variable.ts';
import { union } from './set-operations.ts';

/** Pairs of intervals in which some numbers hold the relation; where one is absent it holds. */
export function relationTable(
  left: ScopeVariable,
  relation: '=' | '<=' | '>=',
  right: ScopeVariable,
  offset: Decimal,
): DraftBody {
  const rows = new Map<string, { set: ValueSet; readonly with: ValueSet }>();
  const add = (index: number, set: ValueSet) => {
    if (set.length === 0) return;
    const key = JSON.stringify(set);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, { set: [[index, index]], with: set });
    else row.set = union(row.set, [[index, index]]);
  };
  const [present] = presentValues(right);
  const absent = otherValues(presentValues(right), right.values.length);
  const everything: ValueSet = [[0, right.values.length - 1]];
  for (const [index, range] of (left.numbers ?? []).entries()) {
    if (index === left.absent || range === null) add(index, everything);
    else
      add(
        index,
        union(absent, present === undefined ? [] : holding(range, relation, right, offset, present)),
      );
  }
  return {
    kind: 'table',
    variables: [left, right],
    rows: [...rows.values()].map(({ set, with: other }) => [set, other]),
  };
}

/** Values ascend, so that those that can hold stand together. */
function holding(
  range: NumberRange,
  relation: '=' | '<=' | '>=',
  { numbers = [] }: ScopeVariable,
  offset: Decimal,
  [from, to]: readonly [number, number],
): ValueSet {
  const at = (index: number) => numbers[index] as NumberRange;
  const first = relation === '>=' ? from : firstWhere(from, to, (index) => reaches(range, at(index), offset));
  const beyond =
    relation === '<=' ? to + 1 : firstWhere(from, to, (index) => !isReached(range, at(index), offset));
  return first < beyond ? [[first, beyond - 1]] : [];
}

/** Whether some number of `range` is at most some number of `other + offset`. */
function reaches({ min, openMin }: NumberRange, { max, openMax }: NumberRange, offset: Decimal): boolean {
  if (min === null || max === null) return true;
  const order = min.comparedTo(max.plus(offset));
  return order < 0 || (order === 0 && !openMin && !openMax);
}

function isReached({ max, openMax }: NumberRange, { min, openMin }: NumberRange, offset: Decimal): boolean {
  if (max === null || min === null) return true;
  const order = max.comparedTo(min.plus(offset));
  return order > 0 || (order === 0 && !openMax && !openMin);
}

/** The first index from which on the test holds; one more than `to` when it never does. */
function firstWhere(from: number, to: number, test: (index: number) => boolean): number {
  let [low, high] = [from, to + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
