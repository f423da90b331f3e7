import { describe, expect, it } from 'vitest';
import { complete, find, values } from '../../testing/ask-branch-office.ts';

describe('a completion', () => {
  it('decides everything, keeping to defaults and leaving out what can be left out', () => {
    const { status, variables, instances, completion } = complete(
      { objective: 'preferred' },
      { users: 60 },
      { a: {} },
    );
    expect(status).toBe('VALID_COMPLETE');
    expect(values(variables)).toEqual({
      'cloud/@quantity': '0 NONE',
      plan: 'gold FORCED',
      'seat/@quantity': '60 FORCED',
      'site/@count': '1 USER',
      term: 'm24 DEFAULT',
      users: '60 USER',
    });
    expect(values(instances[0]?.variables)).toMatchObject({
      bandwidth: '500 DEFAULT',
      'edge/@quantity': '0 NONE',
    });
    expect(completion).toMatchObject({ cost: '0' });
  });

  it('counts what departs from defaults', () => {
    const { completion } = complete({ objective: 'preferred' }, { users: 60, term: 'm12' }, { a: {} });
    expect(completion?.cost).toBe('0');
  });

  it('takes the cheapest, with instances in view', () => {
    const costs = [
      { variable: 'plan', value: 'silver', amount: '10.00' },
      { variable: 'plan', value: 'gold', amount: '12.50' },
      { variable: 'plan', value: 'platinum', amount: '30' },
      // Silver has no 1000, which is the cheapest here.
      { variable: 'site/bandwidth', value: '100', amount: '9' },
      { variable: 'site/bandwidth', value: '500', amount: '5' },
      { variable: 'site/bandwidth', value: '1000', amount: '0.01' },
    ];
    const { status, variables, instances, completion } = complete(
      { objective: 'cheapest', costs },
      {},
      { a: {} },
    );
    expect(status).toBe('VALID_COMPLETE');
    expect(find(variables, 'plan')?.value).toBe('gold');
    expect(find(instances[0]?.variables, 'bandwidth')?.value).toBe('1000');
    expect(completion?.cost).toBe('12.51');
  });

  it('leaves to the user what only the user knows', () => {
    expect(complete({ objective: 'preferred' }, {}).missing).toEqual([{ variable: 'site/@count' }]);
  });

  it('of what is in conflict is the answer of the conflict', () => {
    const answer = complete({ objective: 'preferred' }, { users: 35, plan: 'gold' });
    expect(answer.status).toBe('CONFLICT');
    expect(answer).not.toHaveProperty('completion');
  });

  it('refuses costs of what is not there', () => {
    const costs = [{ variable: 'plan', value: 'bronze', amount: '1' }];
    expect(complete({ objective: 'cheapest', costs }, {})).toMatchObject({
      errors: [{ code: 'UNKNOWN_VALUE', pointer: '/costs/0/value' }],
    });
  });
});
