import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountDetail, changedMembers, nameKey, withChange } from './account.ts';

const account: AccountDetail = {
  id: '0195d3a0-7b1e-7c3a-9f00-3d1c5a2b4e6f',
  name: 'Acme',
  type: 'customer',
  segment: 'enterprise',
  market: 'pl',
  customerType: 'business',
  owner: 'u-1',
  team: 'north',
  state: 'active',
  version: 1,
  createdAt: '2026-03-01T09:30:00.000Z',
  updatedAt: '2026-03-01T09:30:00.000Z',
  contacts: [{ name: 'Ada', role: 'purchasing' }],
  billingAddress: { street1: 'Main 1', city: 'Kraków', country: 'PL' },
};

describe('a change of an account', () => {
  it.each([
    { change: {}, changed: [] },
    { change: { name: 'Acme' }, changed: [] },
    { change: { name: 'Acme 2', market: 'de' }, changed: ['market', 'name'] },
    { change: { team: null }, changed: ['team'] },
    { change: { taxId: null }, changed: [] },
    { change: { taxId: 'PL123' }, changed: ['taxId'] },
    { change: { contacts: [] }, changed: ['contacts'] },
    { change: { contacts: [{ role: 'purchasing', name: 'Ada' }] }, changed: [] },
    { change: { billingAddress: null, segment: 'smb' }, changed: ['billingAddress', 'segment'] },
  ])('by $change changes $changed', ({ change, changed }) => {
    expect(changedMembers(account, withChange(account, change))).toEqual(changed);
  });

  it('removes a member with null and keeps what it does not name', () => {
    const { team: _team, ...rest } = account;
    expect(withChange(account, { team: null })).toEqual(rest);
  });
});

describe('the key of a name', () => {
  it.each([
    ['ÉCOLE Supérieure', 'école supérieure'],
    ['ＡＣＭＥ', 'acme'],
    ['Ⅳ Motors', 'iv motors'],
  ])('of %s is %s', (name, key) => {
    expect(nameKey(name)).toBe(key);
  });

  it('does not change when it is made twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => nameKey(nameKey(name)) === nameKey(name)),
    );
  });
});
