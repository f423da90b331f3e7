import type { JsonValue } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointerSteps } from './json-pointer.ts';
import { type MemberChange, memberChanges } from './member-changes.ts';

const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<JsonValue>('a', 'b', 1, 2, true, null, [], {}),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b/c', 'd~e', 'toString', ''), tie('value'), { maxKeys: 4 }),
  ),
})).value;

type Holder = Record<string, unknown> & unknown[];

/** Removals of a list's places come last first, so that none moves another. */
function applied(before: JsonValue, members: readonly MemberChange[]): unknown {
  const root: Record<string, unknown> = { item: structuredClone(before) };
  const gone = members.filter(({ after }) => after === undefined);
  for (const { pointer, after } of [...members.filter((one) => !gone.includes(one)), ...gone.toReversed()]) {
    const steps = ['item', ...pointerSteps(pointer)];
    const last = steps.pop() as string;
    const holder = steps.reduce<Holder>((value, step) => value[step as never] as Holder, root as Holder);
    if (after !== undefined) Object.assign(holder, { [last]: after });
    else if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
  }
  return root['item'];
}

describe('the members that changed', () => {
  it('turn the first value into the second', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(applied(before, memberChanges(before, after, 10_000).members)).toEqual(after);
      }),
    );
  });

  it('are none between equal values', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(memberChanges(value, structuredClone(value), 1)).toEqual({ members: [], truncated: false });
      }),
    );
  });

  it('are the smallest ones: what lies beside them is not named', () => {
    const before = {
      name: 'Cable',
      unit: { name: 'm', fractions: true },
      markets: ['de', 'pl'],
      rows: [{ a: 1 }],
    };
    const after = {
      name: 'Cable',
      unit: { name: 'km', fractions: true },
      markets: ['pl'],
      rows: [{ a: 2 }, { a: 3 }],
    };
    expect(memberChanges(before, after, 10)).toEqual({
      members: [
        { pointer: '/markets', before: ['de', 'pl'], after: ['pl'] },
        { pointer: '/rows/0/a', before: 1, after: 2 },
        { pointer: '/rows/1', after: { a: 3 } },
        { pointer: '/unit/name', before: 'm', after: 'km' },
      ],
      truncated: false,
    });
  });

  it('are cut at the limit, and say so only when there are more', () => {
    const after = { a: 1, b: 2, c: 3 };
    expect(memberChanges({}, after, 2)).toMatchObject({ members: { length: 2 }, truncated: true });
    expect(memberChanges({}, after, 3)).toMatchObject({ members: { length: 3 }, truncated: false });
  });
});
