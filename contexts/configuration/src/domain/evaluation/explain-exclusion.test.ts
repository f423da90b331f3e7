import { describe, expect, it } from 'vitest';
import { engines, explain, request } from '../../testing/ask-branch-office.ts';
import { branchOffice } from '../../testing/branch-office.ts';
import { constraint } from '../../testing/sample-offering.ts';
import { explainExclusion } from './explain-exclusion.ts';

describe('the reason why a value is excluded', () => {
  it('is the other choices and the rules that are in the way', () => {
    expect(explain('plan=gold', { users: 35, term: 'm12' })).toMatchObject({
      kind: 'excluded',
      conflict: { choices: [{ variable: 'users', value: 35 }], rules: [{ ruleId: 'silver' }] },
    });
    expect(explain('site[a]/bandwidth=1000', { users: 35 }, { a: {} })).toMatchObject({
      conflict: { choices: [{ variable: 'users' }], rules: [{ ruleId: 'fast' }, { ruleId: 'silver' }] },
    });
  });

  it('can be asked of a number', () => {
    expect(explain({ variable: 'cloud/@quantity', value: 36 }, { users: 35 })).toMatchObject({
      conflict: { choices: [{ variable: 'users', value: 35 }], rules: [{ ruleId: 'clouds' }] },
    });
    expect(explain({ variable: 'cloud/@quantity', value: 35 }, { users: 35 })).toEqual({ kind: 'possible' });
  });

  it('is rules alone where no choice is in the way', () => {
    const office = branchOffice([constraint("term != 'm12'", { id: 'never' })]);
    const why = explainExclusion(office, engines(office), request({ users: 35 }), 'term=m12');
    expect(why).toMatchObject({ kind: 'dead', rules: [{ ruleId: 'never' }] });
  });

  it('leaves out what the value would replace, and of choices in conflict the newer ones', () => {
    expect(explain('plan=gold', { plan: 'silver' })).toEqual({ kind: 'possible' });
    expect(explain('plan=platinum', { plan: 'silver', users: 35, 'seat/@quantity': 300 })).toMatchObject({
      conflict: { choices: [{ variable: 'users', value: 35 }] },
    });
  });

  it.each(['plan=bronze', 'site[z]/region=R1', 'users', '', '=', '../plan=gold'])(
    'is not found: %s',
    (ref) => {
      expect(explain(ref, {}, { a: {} })).toMatchObject({
        kind: 'refused',
        errors: [{ pointer: '/reasonRef' }],
      });
    },
  );
});
