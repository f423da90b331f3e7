import { decimal } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { closedRange, compares, cutRange, cutsOf, intervalOf, normalCut, rangeText } from './number-range.ts';

const ZERO_TO_TEN = closedRange(decimal('0'), decimal('10'));
const cut = (whole: boolean, ...comparisons: readonly (readonly ['<' | '<=' | '=', string])[]) =>
  cutRange(
    ZERO_TO_TEN,
    comparisons.flatMap(([relation, at]) =>
      cutsOf(relation, decimal(at)).map((place) => normalCut(place, whole)),
    ),
    whole,
  );

describe('a range of numbers', () => {
  it('of whole numbers is cut between two of them', () => {
    expect(cut(true, ['<', '5'], ['<=', '7'], ['=', '2.5']).map(rangeText)).toEqual([
      '0..2',
      '3..4',
      '5..7',
      '8..10',
    ]);
  });

  it('of decimals is cut into points and what lies between, each with the ends that belong to it', () => {
    const pieces = cut(false, ['=', '5'], ['<', '7.5']);
    expect(pieces.map(rangeText)).toEqual(['0..<5', '5', '>5..<7.5', '7.5..10']);
    expect(pieces.map(intervalOf)[2]).toEqual({ min: '5', max: '7.5', openMin: true, openMax: true });
  });

  it('is not cut at its ends or beyond', () => {
    expect(cut(false, ['<', '0'], ['<=', '10'], ['=', '11']).map(rangeText)).toEqual(['0..10']);
    expect(cut(false, ['<=', '0'], ['<', '10']).map(rangeText)).toEqual(['0', '>0..<10', '10']);
  });

  it('without ends is named by what it has', () => {
    const pieces = cutRange(closedRange(null, null), cutsOf('<', decimal('3')), true);
    expect(pieces.map(rangeText)).toEqual(['..2', '3..']);
    expect(rangeText(closedRange(null, null))).toBe('..');
  });

  it('lies on one side of each comparison that it is cut at', () => {
    const pieces = cut(false, ['=', '5']);
    const where = (relation: Parameters<typeof compares>[1]) =>
      pieces.filter((piece) => compares(piece, relation, decimal('5'))).map(rangeText);
    expect([where('<'), where('<='), where('='), where('!='), where('>='), where('>')]).toEqual([
      ['0..<5'],
      ['0..<5', '5'],
      ['5'],
      ['0..<5', '>5..10'],
      ['5', '>5..10'],
      ['>5..10'],
    ]);
  });
});
