import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePart, literal } from '../keys/key-part.ts';
import { aCategory, aChangeableCategory, aPointerCategory } from '../testing/category-builders.ts';
import { defineCategory } from './define-category.ts';
import { keyPattern } from './key-pattern.ts';
import { listing } from './listing.ts';
import { memoryPlan } from './memory-plan.ts';
import { createRegistry } from './registry.ts';

const registry = createRegistry([aCategory(), aPointerCategory(), aChangeableCategory()]);

describe('the memory plan', () => {
  const plan = memoryPlan(registry, { tenants: 4, retainedVersions: 3, maxMemory: 100_000_000 });

  it('counts tenants, and versions where the version is in the key', () => {
    expect(plan.rows.map(({ category, entries }) => [category, entries])).toEqual([
      ['catalog.active-version', 4],
      ['catalog.offering', 12_000],
      ['tenancy.config', 40],
    ]);
  });

  it('counts a category of no tenant once', () => {
    const global = createRegistry([aCategory({ tenantScope: { global: 'because it is everybody’s' } })]);
    expect(memoryPlan(global, { tenants: 4, retainedVersions: 3 }).entries).toBe(3_000);
  });

  it('adds what an entry costs besides its value, and compares the sum with maxmemory', () => {
    expect(plan.rows[1]?.bytes).toBe(12_000 * (4_096 + 300));
    expect(plan.bytes).toBe(4 * 556 + 12_000 * 4_396 + 40 * 1_324);
    expect(plan.share).toBeCloseTo(plan.bytes / 100_000_000, 12);
    expect(memoryPlan(registry, { tenants: 4, retainedVersions: 3 }).share).toBeNull();
  });

  it('grows with tenants and versions, and never without them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 1, max: 20 }),
        (tenants, retainedVersions) => {
          const { bytes } = memoryPlan(registry, { tenants, retainedVersions });
          expect(bytes).toBe(tenants * memoryPlan(registry, { tenants: 1, retainedVersions }).bytes);
          expect(
            memoryPlan(registry, { tenants, retainedVersions: retainedVersions + 1 }).bytes,
          ).toBeGreaterThan(bytes);
        },
      ),
    );
  });
});

describe('the pattern of a key', () => {
  it('shows what stands where', () => {
    expect(keyPattern(aCategory())).toBe('cpq:catalog:<tenant>:offering:v<version>:<id>');
    expect(keyPattern(aPointerCategory({ tenantScope: { global: 'because' as never } }))).toBe(
      'cpq:catalog:~:active-version',
    );
    const coded = defineCategory({ ...aChangeableCategory(), key: [literal('promotion'), codePart('code')] });
    expect(keyPattern(coded)).toBe('tenancy:config:<tenant>:promotion:<sha256 of code>');
  });
});

describe('the listing', () => {
  it('is data: it survives JSON', () => {
    const listed = listing(registry);
    expect(JSON.parse(JSON.stringify(listed))).toEqual(listed);
  });

  it('has the same order whatever the order of declaration', () => {
    const turned = createRegistry(registry.categories.toReversed());
    expect(JSON.stringify(listing(turned))).toBe(JSON.stringify(listing(registry)));
  });

  it('leaves no answer out', () => {
    const functions = ['orderOf', 'validUntil'];
    for (const [index, category] of registry.categories.entries())
      for (const answer of Object.keys(category).filter((name) => !functions.includes(name)))
        expect(listing(registry)[index]).toHaveProperty([answer]);
  });

  it('fills in defaults', () => {
    expect(listing(registry)[0]).toMatchObject({
      name: 'catalog.active-version',
      codec: 'json',
      ttl: { fresh: 60_000, max: 60_000, jitter: 10_000 },
      shadowRate: 0,
    });
  });
});
