import { describe, expect, it } from 'vitest';
import { answer, CAR, domainOf, values } from '../../testing/small-car.ts';
import type { SmallScope } from '../../testing/small-scope.ts';

describe('an evaluation', () => {
  it('says what is chosen, forced, default and absent, and what is missing', () => {
    expect(values(answer(CAR, {}))).toEqual({
      engine: 'null NONE',
      gearbox: 'manual DEFAULT',
      paint: 'null NONE',
      'tow/@quantity': '0 NONE',
      'tow/kind': 'null NONE',
    });
    expect(answer(CAR, {})).toMatchObject({ status: 'VALID_INCOMPLETE', missing: [{ variable: 'engine' }] });
    const electric = answer(CAR, { engine: 'electric' });
    expect(electric.status).toBe('VALID_COMPLETE');
    expect(values(electric)).toMatchObject({
      engine: 'electric USER',
      gearbox: 'automatic FORCED',
      'tow/@quantity': '0 FORCED',
      'tow/kind': 'null FORCED',
    });
  });

  it('offers the values that go with the other choices, and refers to the reasons of the others', () => {
    const chosen = answer(CAR, { engine: 'diesel', gearbox: 'manual', 'tow/@quantity': 1 });
    expect(domainOf(chosen, 'engine')).toEqual(['petrol', 'diesel']);
    expect(chosen.variables[0]?.excluded).toEqual([{ id: 'electric', reasonRef: 'engine=electric' }]);
    expect(domainOf(chosen, 'tow/@quantity')).toEqual([0, 1]);
    expect(domainOf(chosen, 'tow/kind')).toEqual(['fixed', 'folding']);
    expect(chosen.missing).toEqual([{ variable: 'tow/kind' }]);
  });

  it('lets defaults give way to choices, whatever their order', () => {
    const withDefault: SmallScope = {
      ...CAR,
      defaults: [{ id: 'd', variable: 'engine', value: 'electric' }],
    };
    expect(values(answer(withDefault, {}))).toMatchObject({
      engine: 'electric DEFAULT',
      gearbox: 'automatic DEFAULT',
    });
    expect(values(answer(withDefault, { gearbox: 'manual' }))).toMatchObject({ engine: 'null NONE' });
  });

  it('does not make a part be there because something of it has a default', () => {
    const kind = { values: ['fixed', 'folding', '~'], owner: 'tow', defaultValue: 'folding' };
    const withKind: SmallScope = { ...CAR, variables: { ...CAR.variables, 'tow/kind': kind } };
    expect(values(answer(withKind, { engine: 'diesel' }))).toMatchObject({
      'tow/@quantity': '0 NONE',
      'tow/kind': 'null NONE',
    });
    expect(values(answer(withKind, { engine: 'diesel', 'tow/@quantity': 1 }))).toMatchObject({
      'tow/kind': 'folding DEFAULT',
    });
    const towed: SmallScope = { ...withKind, defaults: [{ id: 'd', variable: 'tow/@quantity', value: '1' }] };
    expect(values(answer(towed, { engine: 'diesel' }))).toMatchObject({
      'tow/@quantity': '1 DEFAULT',
      'tow/kind': 'folding DEFAULT',
    });
  });

  it('takes the first of defaults that exclude each other, and a default of values where that of a rule cannot be', () => {
    const three: SmallScope = {
      variables: {
        a: { values: ['x', 'y'], defaultValue: 'x' },
        b: { values: ['x', 'y'], defaultValue: 'x' },
        c: { values: ['x', 'y', 'z'], defaultValue: 'z' },
      },
      rules: [
        { id: 'ab', where: { a: ['x'] }, must: { b: ['y'] } },
        { id: 'cb', where: { c: ['x'] }, must: { b: ['x'] } },
      ],
      defaults: [
        { id: 'd1', variable: 'b', value: 'y' },
        { id: 'd2', variable: 'c', value: 'x' },
      ],
    };
    expect(values(answer(three, {}))).toEqual({ a: 'x DEFAULT', b: 'y DEFAULT', c: 'z DEFAULT' });
  });

  it('does not decide which one of several it is', () => {
    const group: SmallScope = {
      variables: Object.fromEntries(
        ['a', 'b', 'c', 'd'].flatMap((id) => [
          [`${id}/@quantity`, { values: ['0', '1'] }],
          [`${id}/size`, { values: ['s', 'l', '~'], owner: id }],
        ]),
      ),
      rules: [
        {
          id: 'group',
          of: { 'a/@quantity': ['1'], 'b/@quantity': ['1'], 'c/@quantity': ['1'] },
          lower: 1,
          upper: 1,
        },
        ...['a', 'b', 'c', 'd'].flatMap((id) => [
          { id: `${id}-there`, where: { [`${id}/@quantity`]: ['1'] }, must: { [`${id}/size`]: ['s', 'l'] } },
          { id: `${id}-away`, where: { [`${id}/@quantity`]: ['0'] }, must: { [`${id}/size`]: ['~'] } },
        ]),
      ],
    };
    expect(answer(group, {}).missing.map(({ variable }) => variable)).toEqual([
      'a/@quantity',
      'b/@quantity',
      'c/@quantity',
    ]);
    expect(values(answer(group, {}))).toMatchObject({ 'd/@quantity': '0 NONE', 'a/size': 'null NONE' });
    const chosen = answer(group, { 'b/@quantity': 1 });
    expect(chosen.missing).toEqual([{ variable: 'b/size' }]);
    expect(values(chosen)).toMatchObject({ 'a/@quantity': '0 FORCED', 'd/size': 'null NONE' });
  });

  it('counts what the choices leave when asked', () => {
    expect(answer(CAR, { engine: 'petrol' }, { count: true }).remaining).toBe('18');
    expect(answer(CAR, { engine: 'petrol' })).not.toHaveProperty('remaining');
    expect(answer(CAR, { engine: 'electric', gearbox: 'manual' }, { count: true }).remaining).toBe('0');
  });

  it('reports the variables that were asked for', () => {
    expect(answer(CAR, {}, { only: ['paint'] }).variables.map(({ id }) => id)).toEqual(['paint']);
  });
});

describe('choices that cannot be together', () => {
  it('are a conflict that blames the newest, with its rules and ways out', () => {
    const conflict = answer(CAR, { 'tow/@quantity': 1, gearbox: 'manual', engine: 'electric' });
    expect(conflict).toMatchObject({
      status: 'CONFLICT',
      conflict: {
        choices: [
          { variable: 'gearbox', value: 'manual' },
          { variable: 'engine', value: 'electric' },
        ],
        rules: [{ ruleId: 'electric-automatic', origin: 'rule', message: 'electric-automatic' }],
        minimal: true,
      },
      missing: [],
    });
    expect(conflict.repairs?.[0]).toEqual([{ variable: 'engine', value: 'electric' }]);
    expect(domainOf(conflict, 'engine')).toEqual(['petrol', 'diesel']);
  });

  it('are void when rules allow nothing at all', () => {
    const nothing: SmallScope = {
      variables: { a: { values: ['x', 'y'] } },
      rules: [
        { id: 'not-x', where: { a: ['x'] }, must: {} },
        { id: 'not-y', where: { a: ['y'] }, must: {} },
      ],
    };
    expect(answer(nothing, { a: 'x' })).toMatchObject({
      status: 'VOID',
      conflict: { choices: [], rules: [{ ruleId: 'not-x' }, { ruleId: 'not-y' }] },
    });
  });
});
