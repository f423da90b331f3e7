import type { ConfigurationAnswer } from '@quotewright/configuration';
import { describe, expect, it } from 'vitest';
import { derivedCharacteristics, withDerived } from './derived-characteristics.ts';
import type { ItemConfiguration } from './item-configuration.ts';

const CONFIGURATION: ItemConfiguration = {
  offeringId: 'branch',
  pointer: '/items/0',
  choices: [],
  open: [],
  owners: new Map([
    ['', '/items/0'],
    ['router', '/items/1'],
  ]),
  instances: [
    { path: 'site', id: 'kiel', pointer: '/items/2', choices: [], owners: new Map([['', '/items/2']]) },
  ],
};

type Variable = ConfigurationAnswer['variables'][number];

const variable = (id: string, value: Variable['value'], source: Variable['source']): Variable => ({
  id,
  name: id,
  value,
  source,
  domain: [],
  excluded: [],
});

function derived(variables: readonly Variable[], ofInstance: readonly Variable[] = []) {
  return derivedCharacteristics(CONFIGURATION, {
    kind: 'answer',
    status: 'VALID_COMPLETE',
    variables,
    instances: [{ path: 'site', id: 'kiel', variables: ofInstance }],
    missing: [],
    advice: [],
  });
}

const item = (id: string, more = {}) => ({ id, offeringId: 'any', quantity: '1', usage: {}, ...more });

describe('what follows from choices', () => {
  it('is put to the item it is about', () => {
    const found = derived(
      [variable('plan', 'gold', 'FORCED'), variable('router/supply', 'rental', 'DEFAULT')],
      [variable('ports', 24, 'FORCED')],
    );
    expect(withDerived([item('a'), item('b'), item('c')], found)).toEqual([
      item('a', { characteristics: { plan: ['gold'] } }),
      item('b', { characteristics: { supply: ['rental'] } }),
      item('c', { characteristics: { ports: [24] } }),
    ]);
  });

  it('joins the values of a characteristic that has several', () => {
    const found = derived([
      variable('colors=red', true, 'FORCED'),
      variable('colors=blue', false, 'FORCED'),
      variable('colors=green', true, 'DEFAULT'),
    ]);
    expect(withDerived([item('a')], found)).toEqual([
      item('a', { characteristics: { colors: ['green', 'red'] } }),
    ]);
  });

  it('is no quantity, nothing that is absent, and nothing that was chosen', () => {
    expect(
      derived([
        variable('router/@quantity', 1, 'FORCED'),
        variable('plan', null, 'FORCED'),
        variable('plan', 'gold', 'USER'),
        variable('plan', 'gold', 'NONE'),
      ]),
    ).toEqual([]);
  });

  it('leaves alone what was chosen', () => {
    const chosen = item('a', { characteristics: { plan: ['silver'] } });
    expect(withDerived([chosen], [{ index: 0, characteristic: 'plan', value: 'gold' }])).toEqual([chosen]);
    expect(withDerived([chosen], [])).toEqual([chosen]);
  });
});
