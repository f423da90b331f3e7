import { describe, expect, it } from 'vitest';
import { answer, ask, domainOf, values } from '../../testing/small-car.ts';
import type { SmallScope } from '../../testing/small-scope.ts';

const LOAD: SmallScope = {
  variables: {
    axle: { values: ['light', 'heavy'] },
    load: {
      values: ['0..0.5', '0.5', '0.5..2.25', '~'],
      type: 'decimal',
      kind: 'number',
      intervals: [
        { min: '0', max: '0.5', openMax: true },
        { min: '0.5', max: '0.5' },
        { min: '0.5', max: '2.25', openMin: true },
        null,
      ],
    },
    roof: { values: ['true', 'false'], type: 'boolean', kind: 'boolean' },
    'tag=a': { values: ['false', 'true'], type: 'boolean', kind: 'boolean', memberOf: 'tag' },
  },
  rules: [{ id: 'light', where: { axle: ['light'] }, must: { load: ['0..0.5', '~'] } }],
};

describe('a decimal number', () => {
  it('is decimal text without loss, and its ranges are joined where nothing is between them', () => {
    const free = answer(LOAD, { load: '0.100000000001' });
    expect(values(free)['load']).toBe('0.100000000001 USER');
    expect(domainOf(free, 'load')).toEqual([{ min: '0', max: '2.25' }, null]);
    expect(values(answer(LOAD, { load: 0.1 }))['load']).toBe('0.1 USER');
  });

  it('has open ends where rules cut it', () => {
    const light = answer(LOAD, { axle: 'light' });
    expect(domainOf(light, 'load')).toEqual([{ min: '0', max: '0.5', openMax: true }, null]);
    expect(domainOf(answer(LOAD, { load: '0.5' }), 'axle')).toEqual(['heavy']);
    expect(domainOf(answer(LOAD, { load: '0.49' }), 'axle')).toEqual(['light', 'heavy']);
  });

  it.each(['2.26', '-1'])('is refused outside of its range: %s', (load) => {
    expect(ask(LOAD, { load })).toMatchObject({ errors: [{ code: 'QUANTITY_OUT_OF_RANGE' }] });
  });

  it.each(['1e-1', '', 'much', true])('is refused when it is none: %s', (load) => {
    expect(ask(LOAD, { load })).toMatchObject({ errors: [{ code: 'VALUE_TYPE' }] });
  });
});

describe('a boolean', () => {
  it('is true or false, and has to be said', () => {
    expect(values(answer(LOAD, { roof: true }))['roof']).toBe('true USER');
    expect(answer(LOAD, { axle: 'heavy' }).missing).toEqual([{ variable: 'roof' }]);
    expect(ask(LOAD, { roof: 'true' })).toMatchObject({ errors: [{ code: 'VALUE_TYPE' }] });
  });

  it('for one of several values is false unless said otherwise', () => {
    expect(values(answer(LOAD, {}))['tag=a']).toBe('false NONE');
    expect(domainOf(answer(LOAD, {}), 'tag=a')).toEqual([false, true]);
  });
});

describe('a text', () => {
  const texts: SmallScope = {
    variables: {
      name: { values: ['text'], type: 'text' },
      note: { values: ['text', '~'], type: 'text' },
      plate: { values: ['text'], type: 'text', defaultValue: 'text', defaultInput: 'B-CD 123' },
    },
  };

  it('is what was written, or its default, and is missing when it is neither', () => {
    const answered = answer(texts, { note: 'fast' });
    expect(values(answered)).toEqual({ name: 'null NONE', note: 'fast USER', plate: 'B-CD 123 DEFAULT' });
    expect(answered.missing).toEqual([{ variable: 'name' }]);
    expect(answer(texts, { name: '' }).status).toBe('VALID_COMPLETE');
    expect(values(answer(texts, { name: 'x' }))['note']).toBe('null NONE');
    expect(domainOf(answered, 'note')).toEqual([{ maxLength: null }, null]);
    expect(ask(texts, { name: 5 })).toMatchObject({ errors: [{ code: 'VALUE_TYPE' }] });
  });
});
