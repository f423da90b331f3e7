import { describe, expect, it } from 'vitest';
import { collectRules } from './collect-rules.ts';
import type { Rule, RulesItem } from './rule-document.schema.ts';

const rule = (id: string): Rule => ({ id, kind: 'constraint', then: 'true', severity: 'error' });

function collected(items: readonly RulesItem[]) {
  return collectRules({ items, byId: new Map() }, new Set(['car', 'van']));
}

describe('the rules of an offering', () => {
  it('come from all its items, and each knows its place', () => {
    const { byOffering, findings } = collected([
      { id: 'car', rules: [rule('a')] },
      { id: 'van', rules: [rule('a')] },
      { id: 'car.more', offeringId: 'car', rules: [rule('b'), rule('c')] },
    ]);
    expect(findings).toEqual([]);
    const car = byOffering.get('car');
    expect(car?.rules.rules.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(car?.pointerTo(['rules', 2, 'then'])).toBe('/items/2/rules/1/then');
    expect(car?.pointerTo([])).toBeUndefined();
    expect(car?.pointerTo(['rules', 9])).toBeUndefined();
  });

  it('are of an offering that is there', () => {
    const { byOffering, findings } = collected([
      { id: 'boat', rules: [] },
      { id: 'x', offeringId: 'train', rules: [] },
    ]);
    expect([...byOffering.keys()]).toEqual([]);
    expect(findings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['OFFERING_UNKNOWN', '/items/0/id'],
      ['OFFERING_UNKNOWN', '/items/1/offeringId'],
    ]);
  });

  it('have ids of their own, over all items', () => {
    const { findings } = collected([
      { id: 'car', rules: [rule('a')] },
      { id: 'car.more', offeringId: 'car', rules: [rule('b'), rule('a')] },
    ]);
    expect(findings).toMatchObject([{ code: 'DUPLICATE_ID', pointer: '/items/1/rules/1/id' }]);
  });
});
