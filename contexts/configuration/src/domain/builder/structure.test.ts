import { calendarDate } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import {
  anEnum,
  buildSample,
  configurations,
  constraint,
  definitionOf,
  type SampleCatalog,
} from '../../testing/sample-offering.ts';

const worlds = (catalog: SampleCatalog, rules: readonly object[] = []) =>
  configurations(definitionOf(catalog, rules).scope);

describe('an offering with nothing to configure', () => {
  it('has no definition, and nothing is wrong with it', () => {
    expect(buildSample({ cable: {} })).toEqual({ findings: [] });
  });

  it('that the catalog does not have is reported', () => {
    const { findings } = buildSample({ cable: { children: [{ offeringId: 'plug', lower: 0, upper: 1 }] } });
    expect(findings).toMatchObject([{ severity: 'error', code: 'OFFERING_UNKNOWN' }]);
  });
});

describe('a characteristic', () => {
  it('that is required takes each of its values', () => {
    expect(worlds({ car: { characteristics: [anEnum('colour', ['red', 'blue'])] } })).toEqual([
      'colour=red',
      'colour=blue',
    ]);
  });

  it('that is optional can be left out', () => {
    const colour = anEnum('colour', ['red', 'blue'], { minCardinality: 0 });
    expect(worlds({ car: { characteristics: [colour] } })).toEqual(['colour=red', 'colour=blue', 'colour=~']);
  });

  it('keeps to the values that the offering sells, in the order of the specification', () => {
    const characteristics = [anEnum('colour', ['red', 'blue', 'green'])];
    const characteristicValues = [{ characteristicId: 'colour', values: ['green', 'red'] }];
    expect(worlds({ car: { characteristics, characteristicValues } })).toEqual([
      'colour=red',
      'colour=green',
    ]);
  });

  it('of truth is true or false', () => {
    expect(worlds({ car: { characteristics: [{ id: 'roof', type: 'boolean' }] } })).toEqual([
      'roof=true',
      'roof=false',
    ]);
  });

  it('of text is given or not', () => {
    const { scope } = definitionOf({
      car: { characteristics: [{ id: 'plate', type: 'text', minCardinality: 0 }] },
    });
    expect(configurations(scope)).toEqual(['plate=text', 'plate=~']);
    expect(scope.variables).toMatchObject([{ type: 'text', absent: 1, maxLength: 500 }]);
  });

  it('of few whole numbers has each as a value', () => {
    const { scope } = definitionOf({
      car: { characteristics: [{ id: 'doors', type: 'integer', range: { min: 2, max: 5 } }] },
    });
    expect(scope.model.variables).toEqual([{ id: 'doors', kind: 'number', values: ['2', '3', '4', '5'] }]);
    expect(scope.variables[0]).not.toHaveProperty('intervals');
  });

  it('of many numbers is one interval as long as no rule tells them apart', () => {
    const characteristics = [
      { id: 'length', type: 'decimal' as const, range: { min: '0.5' } },
      { id: 'users', type: 'integer' as const, range: { min: 1, max: 10_000 } },
    ];
    const { scope } = definitionOf({ car: { characteristics } });
    expect(scope.model.variables.map(({ values }) => values)).toEqual([['0.5..'], ['1..10000']]);
    expect(scope.variables[1]?.intervals).toEqual([{ min: '1', max: '10000' }]);
  });

  it('with several values is as many questions, and keeps to its cardinality', () => {
    const extras = anEnum('extras', ['a', 'b', 'c'], { minCardinality: 1, maxCardinality: 2 });
    const all = worlds({ car: { characteristics: [extras] } });
    expect(all).toHaveLength(6);
    expect(all).toContain('extras=a=true extras=b=false extras=c=true');
  });

  it('with several values that is no enumeration is left out with a warning', () => {
    const characteristics = [{ id: 'codes', type: 'text' as const, maxCardinality: 3 }];
    expect(buildSample({ car: { characteristics } }).findings).toMatchObject([
      { severity: 'warning', code: 'MULTI_VALUE_UNSUPPORTED' },
    ]);
  });

  it('has the default of the offering before that of the specification', () => {
    const characteristics = [anEnum('colour', ['red', 'blue'], { defaultValues: ['red'] })];
    const plain = definitionOf({ car: { characteristics } });
    const characteristicValues = [{ characteristicId: 'colour', defaultValues: ['blue'] }];
    const own = definitionOf({ car: { characteristics, characteristicValues } });
    expect([plain, own].map(({ scope }) => scope.variables[0]?.defaultValue)).toEqual([0, 1]);
  });

  it('of numbers keeps the number of its default beside the interval', () => {
    const characteristics = [
      { id: 'users', type: 'integer' as const, range: { min: 1 }, defaultValues: [25] },
    ];
    const { scope } = definitionOf({ car: { characteristics } }, [constraint('users > 20')]);
    expect(scope.model.variables[0]?.values).toEqual(['1..20', '21..']);
    expect(scope.variables[0]).toMatchObject({ defaultValue: 1, defaultInput: '25' });
  });
});

describe('a part', () => {
  const catalog = (lower: number, upper: number): SampleCatalog => ({
    car: { children: [{ offeringId: 'radio', lower, upper }] },
    radio: { characteristics: [anEnum('sound', ['mono', 'stereo'])] },
  });

  it('that is optional brings its characteristics with it, and takes them away', () => {
    expect(worlds(catalog(0, 2))).toEqual([
      'radio/@quantity=0 radio/sound=~',
      'radio/@quantity=1 radio/sound=mono',
      'radio/@quantity=1 radio/sound=stereo',
      'radio/@quantity=2 radio/sound=mono',
      'radio/@quantity=2 radio/sound=stereo',
    ]);
  });

  it('that is mandatory is always there', () => {
    expect(worlds(catalog(1, 1))).toEqual([
      'radio/@quantity=1 radio/sound=mono',
      'radio/@quantity=1 radio/sound=stereo',
    ]);
  });

  it('of a part is there only with that, and then when it is mandatory', () => {
    const nested: SampleCatalog = {
      car: { children: [{ offeringId: 'radio', lower: 0, upper: 1 }] },
      radio: {
        children: [
          { offeringId: 'aerial', lower: 2, upper: 3 },
          { offeringId: 'remote', lower: 0, upper: 1 },
        ],
      },
      aerial: {},
      remote: {},
    };
    expect(worlds(nested)).toEqual([
      'radio/@quantity=0 radio/aerial/@quantity=0 radio/remote/@quantity=0',
      'radio/@quantity=1 radio/aerial/@quantity=2 radio/remote/@quantity=0',
      'radio/@quantity=1 radio/aerial/@quantity=2 radio/remote/@quantity=1',
      'radio/@quantity=1 radio/aerial/@quantity=3 radio/remote/@quantity=0',
      'radio/@quantity=1 radio/aerial/@quantity=3 radio/remote/@quantity=1',
    ]);
  });

  it('of which there may be thousands has an interval for all of them, and 0 for none', () => {
    const { scope } = definitionOf(catalog(0, 5_000));
    expect(scope.model.variables[0]).toEqual({
      id: 'radio/@quantity',
      kind: 'number',
      values: ['0', '1..5000'],
    });
    expect(scope.variables[0]).toMatchObject({ absent: 0 });
  });

  it('that contains itself is refused', () => {
    const loop = { car: { children: [{ offeringId: 'car', lower: 0, upper: 1 }] } };
    expect(buildSample(loop).findings).toMatchObject([{ code: 'GROUP_CYCLE' }]);
  });

  it('that is sold for some time only says from when until when', () => {
    const sold: SampleCatalog = {
      ...catalog(0, 2),
      radio: { validity: { from: calendarDate('2026-01-01'), until: calendarDate('2027-01-01') } },
    };
    expect(definitionOf(sold).scope.validity).toEqual([
      {
        ruleId: 'structure:validity:radio',
        messageKey: 'structure.validity',
        variable: 0,
        removes: [[1, 2]],
        from: '2026-01-01',
        until: '2027-01-01',
      },
    ]);
  });
});
