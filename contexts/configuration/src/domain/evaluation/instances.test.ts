import { describe, expect, it } from 'vitest';
import { ask, ENGINES, find, OFFICE, request, site, values } from '../../testing/ask-branch-office.ts';
import type { ConfigurationAnswer } from './configuration-answer.ts';
import { evaluateConfiguration } from './evaluate-configuration.ts';

describe('numbers beside the graph', () => {
  it('follow from one another, and what is left of them is a range', () => {
    const { variables } = ask({ users: 35 });
    expect(values(variables)).toMatchObject({ plan: 'silver FORCED', 'seat/@quantity': '35 FORCED' });
    expect(find(variables, 'cloud/@quantity')?.domain).toEqual([0, { min: 1, max: 35 }]);
    expect(find(variables, 'users')?.domain).toEqual([{ min: 1, max: 10_000 }]);
    expect(find(ask({ users: 35, 'cloud/@quantity': 20 }).variables, 'users')?.domain).toEqual([
      { min: 20, max: 10_000 },
    ]);
  });

  it('that contradict each other in one interval are a conflict of their relation', () => {
    expect(ask({ users: 35, plan: 'silver', 'seat/@quantity': 36 })).toMatchObject({
      status: 'CONFLICT',
      conflict: {
        choices: [
          { variable: 'users', value: 35 },
          { variable: 'seat/@quantity', value: 36 },
        ],
        rules: [{ ruleId: 'seats', message: 'There is a seat for each user.' }],
        minimal: true,
      },
      repairs: [[{ variable: 'seat/@quantity' }], [{ variable: 'users' }]],
    });
  });

  it('may be decimal text where they are characteristics, and exact beyond what floats hold', () => {
    expect(values(ask({ users: '35' }).variables)).toMatchObject({ users: '35 USER' });
    expect(evaluateConfiguration(OFFICE, ENGINES, request({ users: '10001' }))).toMatchObject({
      errors: [{ code: 'QUANTITY_OUT_OF_RANGE', pointer: '/choices/0/value' }],
    });
    expect(evaluateConfiguration(OFFICE, ENGINES, request({ users: '1e3' }))).toMatchObject({
      errors: [{ code: 'VALUE_TYPE' }],
    });
  });

  it('count once for each interval', () => {
    const { remaining } = evaluateConfiguration(
      { ...OFFICE },
      { ...ENGINES, scope: { ...ENGINES.scope, reasoner: { ...ENGINES.scope.reasoner, count: () => 7n } } },
      { ...request({ users: 35 }), count: true },
    ) as ConfigurationAnswer;
    expect(remaining).toBe('7');
  });
});

describe('instances of a part', () => {
  const done = { region: 'R1', '@quantity': 1 };

  it('have variables of their own, and are as many as are listed', () => {
    const answer = ask({ users: 35 }, { a: done, b: { ...done, region: 'R3' } });
    expect(answer.status).toBe('VALID_COMPLETE');
    expect(values(answer.variables)).toMatchObject({ 'site/@count': '2 USER' });
    expect(answer.instances.map(({ id, variables }) => [id, values(variables)])).toMatchObject([
      ['a', { bandwidth: '500 DEFAULT', 'edge/@quantity': '0 NONE', note: 'null NONE', region: 'R1 USER' }],
      ['b', { region: 'R3 USER' }],
    ]);
    expect(answer.instances[0]?.variables.map(({ id }) => id)).not.toContain('../plan');
  });

  it('are missing while fewer are listed than there must be', () => {
    expect(ask({ users: 35 }).missing).toEqual([{ variable: 'site/@count' }]);
    expect(ask({ users: 35, 'site/@count': 2 }, { a: done }).missing).toEqual([{ variable: 'site/@count' }]);
    expect(ask({ users: 35 }, { a: { region: 'R1' } }).missing).toEqual([
      { variable: '@quantity', instance: site('a') },
    ]);
  });

  it('take values from each other and from the offering through what they share', () => {
    const chosen = ask({}, { a: { bandwidth: '1000' } });
    expect(find(chosen.variables, 'plan')?.domain).toEqual(['gold', 'platinum']);
    expect(find(chosen.variables, 'users')?.domain).toEqual([{ min: 50, max: 10_000 }]);
    const small = ask({ users: 35 }, { a: {} });
    expect(find(small.instances[0]?.variables, 'bandwidth')).toMatchObject({
      domain: ['100', '500'],
      excluded: [{ id: '1000', reasonRef: 'site[a]/bandwidth=1000' }],
    });
  });

  it('and the offering are explained together where they contradict each other', () => {
    expect(ask({ term: 'm12', users: 35 }, { a: { region: 'R1' }, b: { bandwidth: '1000' } })).toMatchObject({
      status: 'CONFLICT',
      conflict: {
        choices: [
          { variable: 'users', value: 35 },
          { variable: 'bandwidth', value: '1000', instance: site('b') },
        ],
        rules: [{ ruleId: 'fast' }, { ruleId: 'silver' }],
      },
      repairs: [
        [{ variable: 'bandwidth', value: '1000', instance: site('b') }],
        [{ variable: 'users', value: 35 }],
      ],
    });
  });

  it('keep to sums over all of them', () => {
    const two = { '@quantity': 2 };
    const answer = ask({}, { a: two, b: two, c: {}, d: {} });
    expect(find(answer.variables, 'site/@count')?.domain).toEqual([4]);
    expect(find(answer.instances[2]?.variables, '@quantity')).toMatchObject({ value: 1, source: 'FORCED' });
    expect(ask({}, { a: two, b: two, c: two, d: {} })).toMatchObject({
      status: 'CONFLICT',
      conflict: {
        choices: ['a', 'b', 'c'].map((id) => ({ variable: '@quantity', value: 2, instance: site(id) })),
        rules: [{ ruleId: 'lines', message: 'Six lines at most.' }],
      },
    });
  });

  it('are refused when there are too many, or two of one name', () => {
    const six = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => [id, {}]));
    expect(evaluateConfiguration(OFFICE, ENGINES, request({}, six))).toMatchObject({
      errors: [{ code: 'QUANTITY_OUT_OF_RANGE', pointer: '/instances/5' }],
    });
    const twice = { ...request({}), instances: [1, 2].map(() => ({ ...site('a'), choices: [] })) };
    expect(evaluateConfiguration(OFFICE, ENGINES, twice)).toMatchObject({
      errors: [{ code: 'DUPLICATE_INSTANCE', pointer: '/instances/1/id' }],
    });
    expect(evaluateConfiguration(OFFICE, ENGINES, request({}, { a: { '../plan': 'gold' } }))).toMatchObject({
      errors: [{ code: 'UNKNOWN_VARIABLE', pointer: '/instances/0/choices/0/variable' }],
    });
  });
});
