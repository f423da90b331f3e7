import { DomainError } from '@quotewright/kernel';
import { describe, expect, it } from 'vitest';
import { idPart, literal, versionPart } from '../keys/key-part.ts';
import { aCategory, aChangeableCategory, aPointerCategory } from '../testing/category-builders.ts';
import type { Category } from './category.ts';
import { createRegistry } from './registry.ts';

const refusal = (...categories: readonly Category[]): DomainError => {
  try {
    createRegistry(categories);
  } catch (error) {
    if (error instanceof DomainError) return error;
  }
  throw new Error('nothing was refused');
};

describe('a registry', () => {
  it('holds categories by name, in a stable order', () => {
    const [one, two, three] = [aCategory(), aPointerCategory(), aChangeableCategory()];
    const names = (registry: ReturnType<typeof createRegistry>) =>
      registry.categories.map(({ name }) => name);
    expect(names(createRegistry([one, two, three]))).toEqual(names(createRegistry([three, two, one])));
    expect(createRegistry([one, two]).find('catalog.offering')).toBe(one);
    expect(createRegistry([one]).find('nobody.asked')).toBeUndefined();
    expect(createRegistry([]).categories).toEqual([]);
  });

  it('refuses everything that is wrong at once', () => {
    const error = refusal(
      aCategory({ schemaVersion: 0, runbook: '' }),
      aPointerCategory({ invalidation: 'ttl-only', ttl: { fresh: 3_600_000, max: 3_600_000 } }),
    );
    expect(error).toMatchObject({ code: 'CACHE_CATEGORY_REFUSED', kind: 'internal' });
    expect(error.details['findings']).toHaveLength(6);
    for (const rule of [
      'schema-version-range',
      'runbook-formed',
      'ttl-only-allowed',
      'pointer-ordered',
      'ttl-of-kind',
      'life-of-kind',
    ])
      expect(error.message).toContain(`(${rule})`);
  });

  it('refuses two categories of one name', () => {
    expect(refusal(aCategory(), aCategory({ service: 'other' })).message).toContain('(name-unique)');
  });

  it('refuses categories whose keys could be equal', () => {
    const open = {
      ...aCategory({ name: 'catalog.any' }),
      key: [idPart('purpose'), versionPart('v'), idPart('id')],
    };
    expect(refusal(aCategory(), open).message).toContain(
      'a key could also be one of catalog.offering (keys-apart)',
    );
  });

  it('accepts categories that a word, a length, a service or the scope keeps apart', () => {
    const key = [literal('spec'), versionPart('v'), idPart('id')];
    const others = [
      { ...aCategory({ name: 'a.word' }), key },
      { ...aCategory({ name: 'a.length' }), key: [literal('offering'), versionPart('v')] },
      aCategory({ name: 'a.service', service: 'other' }),
      aCategory({ name: 'a.system', system: 'other' }),
      aCategory({ name: 'a.scope', tenantScope: { global: 'because it is for all' } }),
    ];
    expect(createRegistry([aCategory(), ...others]).categories).toHaveLength(6);
  });

  it('refuses a category with a missing answer among others, and does not stumble over it', () => {
    const { key: _, ...incomplete } = aCategory({ name: 'a.b' });
    expect(refusal(aCategory(), incomplete as never).message).toBe('a.b: key is not answered (answered)');
  });
});
