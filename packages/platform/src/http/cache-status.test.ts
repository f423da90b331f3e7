import { describe, expect, it } from 'vitest';
import { cacheStatus } from './cache-status.ts';

const hit = { category: 'catalog.offering', source: 'l1', age: 12_345, reason: null } as const;

describe('Cache-Status', () => {
  it('says that no cache took part', () => {
    expect(cacheStatus([])).toBe('quotewright; fwd=bypass');
  });

  it('names the tier and the age in whole seconds', () => {
    expect(cacheStatus([hit])).toBe('quotewright; key=catalog.offering; hit; detail=l1; age=12');
  });

  it('says nothing of what a loaded value was made of: only that is in the answer', () => {
    expect(cacheStatus([{ ...hit, into: 'pricing.result' }])).toBe('quotewright; fwd=bypass');
    expect(cacheStatus([{ ...hit, source: 'stale', into: 'pricing.result' }, hit])).toContain('detail=l1');
  });

  it('says why the truth was asked', () => {
    expect(cacheStatus([{ ...hit, source: 'loaded', reason: 'absent' }])).toBe(
      'quotewright; key=catalog.offering; fwd=miss; stored; detail=absent',
    );
    expect(cacheStatus([{ ...hit, source: 'bypassed', reason: 'quarantined' }])).toContain('fwd=bypass');
  });

  it('has one member for each category, with its worst read', () => {
    const pointer = { ...hit, category: 'catalog.active-version' };
    const status = cacheStatus([pointer, hit, { ...hit, source: 'stale' }, { ...hit, source: 'l2' }]);
    expect(status).toBe(
      'quotewright; key=catalog.active-version; hit; detail=l1; age=12, quotewright; key=catalog.offering; hit; detail=stale; age=12',
    );
  });

  it('stays short, whatever an answer is made of', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ ...hit, category: `c${at}` }));
    expect(cacheStatus(many).split(', ')).toHaveLength(16);
  });
});
