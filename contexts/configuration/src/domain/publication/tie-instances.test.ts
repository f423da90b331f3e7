import { describe, expect, it } from 'vitest';
import { anEnum, buildSample, type SampleCatalog } from '../../testing/sample-offering.ts';
import { compileScopes } from '../artefact/compile-scopes.ts';
import { scopeEngine } from '../artefact/engines.ts';
import type { ConfigurationDefinition } from '../model/configuration-definition.ts';
import { offsetsOf } from '../reasoner.ts';
import { tiedToInstances } from './tie-instances.ts';

const house = (lower: number): SampleCatalog => ({
  house: {
    characteristics: [anEnum('style', ['old', 'new', 'odd'])],
    children: [{ offeringId: 'room', lower: 1, upper: 1, instances: { lower, upper: 3 } }],
  },
  room: { characteristics: [anEnum('door', ['wood', 'steel'])] },
});

const rule = (id: string, then: string) => ({ id, kind: 'constraint', then });

/** No room of an odd house has a door. */
const NO_ODD_ROOM = [
  rule('odd-wood', "style = 'odd' implies not room/door = 'wood'"),
  rule('odd-steel', "style = 'odd' implies not room/door = 'steel'"),
];

function tied(lower: number, rules: readonly object[] = NO_ODD_ROOM): ConfigurationDefinition {
  const { definition } = buildSample(house(lower), rules);
  return tiedToInstances(definition as ConfigurationDefinition);
}

function domainOf(
  { scope }: ConfigurationDefinition,
  id: string,
  chosen: Readonly<Record<string, string>> = {},
) {
  const { model } = scope;
  const [compiled] = compileScopes({ offeringId: 'house', scope, instances: [] });
  if (compiled === undefined || compiled === 'void') throw new Error('void');
  const offsets = offsetsOf(model);
  const allowed = new Uint8Array(offsets.at(-1) ?? 0).fill(1);
  for (const [variable, { id: name, values }] of model.variables.entries())
    if (chosen[name] !== undefined)
      for (const [value, text] of values.entries())
        if (text !== chosen[name]) allowed[(offsets[variable] as number) + value] = 0;
  const possible = scopeEngine(model, compiled).reasoner.alternatives(allowed);
  const variable = model.variables.findIndex((one) => one.id === id);
  return model.variables[variable]?.values.filter(
    (_, value) => possible[(offsets[variable] as number) + value] === 1,
  );
}

describe('an offering with parts that have instances', () => {
  it('does not offer what no instance could be configured with, where there has to be one', () => {
    expect(domainOf(tied(1), 'style')).toEqual(['old', 'new']);
  });

  it('offers it where there can be none, and then there is none', () => {
    expect(domainOf(tied(0), 'style')).toEqual(['old', 'new', 'odd']);
    expect(domainOf(tied(0), 'room/@count', { style: 'odd' })).toEqual(['0']);
    expect(domainOf(tied(0), 'style', { 'room/@count': '2' })).toEqual(['old', 'new']);
  });

  it('is as it was where every value will do', () => {
    const { definition } = buildSample(house(1), [rule('wood', "style = 'odd' implies room/door = 'wood'")]);
    expect(tiedToInstances(definition as ConfigurationDefinition)).toBe(definition);
  });
});
