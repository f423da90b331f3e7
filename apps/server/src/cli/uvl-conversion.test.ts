import { DomainError } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { describeFailure } from './failure.ts';
import { conversionOf, reportLines } from './uvl-conversion.ts';

const offeringOf = (conversion: ReturnType<typeof conversionOf>) =>
  conversion.document.sections['catalog/offerings@1'].items[0];

describe('a model in UVL on the command line', () => {
  it('is an offering named by the options, or by its file', () => {
    const text = 'features\n a';
    expect(offeringOf(conversionOf('x/y.uvl', text, { offering: 'car', name: 'Car' }))).toMatchObject({
      id: 'car',
      name: 'Car',
    });
    expect(offeringOf(conversionOf('models/My car (2).uvl', text, {}))).toMatchObject({
      id: 'My-car-2',
      name: 'My-car-2',
    });
    expect(() => conversionOf('ü.uvl', text, {})).toThrow('--offering <id>');
  });

  it('says what it became, what was renamed and what was left out', () => {
    const conversion = conversionOf('a.uvl', 'features\n a\n  or\n   "b c" {price 3}\n   d', {});
    expect(reportLines(conversion)).toEqual([
      'Read 3 features, 1 groups and 0 constraints',
      'as 3 characteristics and 2 rules.',
      'Features with other ids than their names:',
      '  "b c": b_c',
      'Attributes left out: price',
    ]);
  });

  it('is refused with line and column', () => {
    let refusal: unknown;
    try {
      conversionOf('a.uvl', 'features\n a\nconstraints\n b', {});
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(DomainError);
    expect(describeFailure(refusal)).toEqual({
      text: 'UVL_INVALID: a.uvl has 1 error; nothing was changed\n  / at 4:2: there is no feature "b" (UVL)',
      exitCode: 65,
    });
  });
});
