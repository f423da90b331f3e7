import { describe, expect, it } from 'vitest';
import { keyHash } from './key-hash.ts';
import { loggedCopies } from './logged-copies.ts';
import type { NotedRead } from './request-reads.ts';

const MADE = Date.parse('2026-03-01T08:30:00.000Z');
const KEY = 'prod.main.0:cpq:catalog:acme:offering:v42:seat-for-patient-4711';
const hit: NotedRead = {
  category: 'catalog.offering',
  source: 'l2',
  age: 5,
  reason: null,
  key: KEY,
  tenant: 'acme',
  version: 'v42',
  generatedAt: MADE,
  absent: false,
};

describe('what the line of a request says of copies', () => {
  it('names each by its hash, its version, its own tenant, where it lay and when it was made', () => {
    expect(loggedCopies([hit])).toEqual({
      copies: [
        {
          category: 'catalog.offering',
          keyHash: keyHash(KEY),
          version: 'v42',
          tenant: 'acme',
          source: 'l2',
          generatedAt: '2026-03-01T08:30:00.000Z',
        },
      ],
    });
  });

  it('never shows a part of the key', () => {
    expect(JSON.stringify(loggedCopies([hit]))).not.toMatch(/patient|4711/);
  });

  it('is nothing where the truth itself was read', () => {
    const read = (source: 'loaded' | 'bypassed') => ({ ...hit, source }) as const;
    expect(loggedCopies([])).toEqual({});
    expect(loggedCopies([read('loaded'), read('bypassed')])).toEqual({});
  });

  it('tells a copy that said "there is none", and one that something else was made of', () => {
    const { copies } = loggedCopies([
      { ...hit, absent: true },
      { ...hit, into: 'pricing.result' },
    ]);
    expect(copies).toMatchObject([{ absent: true }, { into: 'pricing.result' }]);
    expect(copies?.[1]).not.toHaveProperty('absent');
  });

  it('names a copy once, however often it was read, and again when it was made anew meanwhile', () => {
    const { copies } = loggedCopies([hit, { ...hit, age: 9 }, { ...hit, generatedAt: MADE + 1 }]);
    expect(copies?.map(({ generatedAt }) => generatedAt)).toEqual([
      '2026-03-01T08:30:00.000Z',
      '2026-03-01T08:30:00.001Z',
    ]);
  });

  it('names 32, and counts the rest by category', () => {
    const many = (count: number, category: string) =>
      Array.from({ length: count }, (_, at) => ({ ...hit, category, key: `${KEY}-${category}-${at}` }));
    const exactly = loggedCopies(many(32, 'a'));
    expect(exactly.copies).toHaveLength(32);
    expect(exactly).not.toHaveProperty('moreCopies');
    const beyond = loggedCopies([...many(31, 'a'), ...many(3, 'b'), ...many(40, 'c')]);
    expect(beyond.copies).toHaveLength(32);
    expect(beyond.moreCopies).toEqual({ b: 2, c: 40 });
  });

  it('survives a copy that says it was made at no time', () => {
    const at = (generatedAt: number) => loggedCopies([{ ...hit, generatedAt }]).copies?.[0]?.generatedAt;
    expect([at(1e300), at(Number.NaN), at(8.64e15)]).toEqual([null, null, '+275760-09-13T00:00:00.000Z']);
  });
});

describe('the hash of a key', () => {
  it('is the same with the namespace and without', () => {
    expect(keyHash(KEY)).toBe(keyHash('cpq:catalog:acme:offering:v42:seat-for-patient-4711'));
    expect(keyHash(KEY)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('tells tenants, versions and ids apart', () => {
    const texts = [
      'acme:offering:v42:a',
      'globex:offering:v42:a',
      'acme:offering:v43:a',
      'acme:offering:v42:b',
    ];
    expect(new Set(texts.map((text) => keyHash(`cpq:catalog:${text}`))).size).toBe(4);
  });

  it('keeps a dot in a later part', () => {
    const key = 'cpq:pricing:acme:result:v42.p19:abc';
    expect(keyHash(`prod.main.0:${key}`)).toBe(keyHash(key));
    expect(keyHash(key)).not.toBe(keyHash('pricing:acme:result:v42.p19:abc'));
  });
});
