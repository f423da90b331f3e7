import { describe, expect, it } from 'vitest';
import { aCategory } from '../testing/category-builders.ts';
import { answerForms, questions } from './answer-forms.ts';
import { checkCategory } from './check-category.ts';

/** No answer to any question. */
const nonsense: readonly unknown[] = [null, {}, Symbol('answer'), () => {}];

describe('an answer of the wrong form', () => {
  it.each(questions)('is a finding, never an exception: %s', (question) => {
    for (const answer of nonsense) {
      const findings = checkCategory({ ...aCategory(), [question]: answer });
      expect(findings).toMatchObject([
        {
          rule: 'answered',
          message: expect.stringContaining(`${question} must be ${answerForms[question][1]}`),
        },
      ]);
    }
  });

  it('does not hide the others', () => {
    const findings = checkCategory({ ...aCategory(), ttl: null, codec: {}, protection: 'none' } as never);
    expect(findings.map(({ message }) => message.split(' ')[0])).toEqual(['ttl', 'codec', 'protection']);
  });

  it('is none of the right ones', () => {
    expect(checkCategory(aCategory())).toEqual([]);
  });
});
