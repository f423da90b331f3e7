import { describe, expect, expectTypeOf, it } from 'vitest';
import { idPart, literal, versionPart } from '../keys/key-part.ts';
import type { PartsOf } from '../keys/key-shape.ts';
import { aCategory, aPointerCategory } from '../testing/category-builders.ts';
import type { Category, CategoryAnswers } from './category.ts';
import { checkCategory } from './check-category.ts';
import { jsonCodec } from './codecs.ts';
import { defineCategory } from './define-category.ts';

interface Offering {
  readonly id: string;
}
const key = [literal('offering'), versionPart('v'), idPart('offeringId')] as const;
type Answers = CategoryAnswers<typeof key, Offering>;

const answers: Answers = { ...aCategory<Offering>(), key };

/** The answers but one. */
function without<Field extends keyof Answers>(field: Field): Omit<Answers, Field> {
  const { [field]: _, ...rest } = answers;
  return rest;
}

describe('a category', () => {
  it('infers what its key takes from the parts, without a hint', () => {
    const category = defineCategory({
      ...without('key'),
      key: [literal('offering'), versionPart('v'), idPart('offeringId')],
      codec: jsonCodec<Offering>(),
    });
    expectTypeOf<PartsOf<(typeof category)['key']>>().toEqualTypeOf<{
      readonly version: number | string;
      readonly offeringId: string;
    }>();
    expect(category.key.map(({ form }) => form)).toEqual(['literal', 'version', 'id']);
  });

  it('needs nothing besides its answers', () => {
    expect(checkCategory(defineCategory(answers) as Category)).toEqual([]);
  });

  it('is frozen all the way down', () => {
    const category = aCategory({ whenStale: { serveFor: 1_000 }, loading: { timeout: 5 } });
    for (const frozen of [
      category,
      category.key,
      category.ttl,
      category.whenStale,
      category.loading,
      category.version,
    ])
      expect(Object.isFrozen(frozen)).toBe(true);
  });

  it('of any value may stand where categories are listed', () => {
    const listed: readonly Category[] = [aCategory<Offering>(), aPointerCategory()];
    expect(listed).toHaveLength(2);
  });

  it('cannot be written by hand', () => {
    // @ts-expect-error: not made by defineCategory
    const category: Category<typeof key, Offering> = answers;
    expect(category.name).toBe('catalog.offering');
  });
});

// Each row is refused twice: by the compiler here, and at boot where somebody got past it.
const incomplete: Record<string, () => unknown> = {
  // @ts-expect-error: not answered
  name: () => defineCategory(without('name')),
  // @ts-expect-error: not answered
  system: () => defineCategory(without('system')),
  // @ts-expect-error: not answered
  service: () => defineCategory(without('service')),
  // @ts-expect-error: not answered
  purpose: () => defineCategory(without('purpose')),
  // @ts-expect-error: not answered
  owner: () => defineCategory(without('owner')),
  // @ts-expect-error: not answered
  kind: () => defineCategory(without('kind')),
  // @ts-expect-error: not answered
  truth: () => defineCategory(without('truth')),
  // @ts-expect-error: not answered
  tenantScope: () => defineCategory(without('tenantScope')),
  // @ts-expect-error: not answered
  version: () => defineCategory(without('version')),
  // @ts-expect-error: not answered
  key: () => defineCategory(without('key')),
  // @ts-expect-error: not answered
  ttl: () => defineCategory(without('ttl')),
  // @ts-expect-error: not answered
  negativeTtl: () => defineCategory(without('negativeTtl')),
  // @ts-expect-error: not answered
  invalidation: () => defineCategory(without('invalidation')),
  // @ts-expect-error: not answered
  whenStale: () => defineCategory(without('whenStale')),
  // @ts-expect-error: not answered
  whenStoreDown: () => defineCategory(without('whenStoreDown')),
  // @ts-expect-error: not answered
  schemaVersion: () => defineCategory(without('schemaVersion')),
  // @ts-expect-error: not answered
  codec: () => defineCategory(without('codec')),
  // @ts-expect-error: not answered
  maxStoredBytes: () => defineCategory(without('maxStoredBytes')),
  // @ts-expect-error: not answered
  maxDecodedBytes: () => defineCategory(without('maxDecodedBytes')),
  // @ts-expect-error: not answered
  averageBytes: () => defineCategory(without('averageBytes')),
  // @ts-expect-error: not answered
  expectedCardinality: () => defineCategory(without('expectedCardinality')),
  // @ts-expect-error: not answered
  overCap: () => defineCategory(without('overCap')),
  // @ts-expect-error: not answered
  sensitivity: () => defineCategory(without('sensitivity')),
  // @ts-expect-error: not answered
  protection: () => defineCategory(without('protection')),
  // @ts-expect-error: not answered
  canAffectBusinessState: () => defineCategory(without('canAffectBusinessState')),
  // @ts-expect-error: not answered
  runbook: () => defineCategory(without('runbook')),
};

describe('a missing answer', () => {
  it.each(Object.entries(incomplete))('to %s neither compiles nor boots', (field, declare) => {
    expect(checkCategory(declare() as Category)).toEqual([
      {
        category: field === 'name' ? '(no name)' : 'catalog.offering',
        rule: 'answered',
        message: `${field} is not answered`,
      },
    ]);
  });

  it('is looked for in every answer that is not optional', () => {
    const optional = ['loading', 'orderOf', 'validUntil', 'shadowRate'];
    const asked = Object.keys(answers).filter((field) => !optional.includes(field));
    expect(Object.keys(incomplete).toSorted()).toEqual(asked.toSorted());
  });
});
