import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTmf620 } from '../../testing/read-tmf620.ts';
import { MEMBERS } from './members.ts';

const names = [...new Set(Object.values(MEMBERS).flatMap((members) => Object.keys(members)))];

/** Objects with the members of TMF620, and anything in them. */
const { object } = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      null,
      true,
      0,
      -1,
      1.5,
      1e21,
      '',
      'a',
      'a b',
      '2026-01-01T00:00:00Z',
      'number',
      'open',
      'requires',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.array(tie('object'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...names, '__proto__', 'toString', 'x'), tie('value'), {
    maxKeys: 8,
  }),
}));

const whole = fc
  .tuple(
    object,
    fc.constantFrom('ProductOffering', 'ProductSpecification', 'Category'),
    fc.constantFrom('a', 'b', 'c d'),
  )
  .map(([members, type, id]) => ({ ...members, '@type': type, id, name: id }));

describe('whatever stands in TMF620 objects', () => {
  it('is mapped or refused, and breaks nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(object, fc.array(whole, { maxLength: 4 })), async (document) => {
        const { sections, errors } = await readTmf620(document);
        expect(errors.length > 0 || Object.keys(sections).length > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('comes to the same draft when it is imported again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(whole, { minLength: 1, maxLength: 3 }), async (document) => {
        const once = await readTmf620(document);
        fc.pre(once.errors.length === 0);
        const twice = await readTmf620(document, once.sections);
        expect(twice.errors).toEqual([]);
        expect(twice.sections).toEqual(once.sections);
      }),
      { numRuns: 400 },
    );
  });
});
