import { describe, expect, it } from 'vitest';
import { changed, type User } from './user.ts';

const user: User = {
  subject: 'u-1',
  name: 'Ada',
  roles: ['sales'],
  state: 'active',
  managerSubject: 'u-0',
  version: 3,
  createdAt: '2026-03-01T09:30:00.000Z',
  updatedAt: '2026-03-01T09:30:00.000Z',
};

describe('a change of a user', () => {
  it('keeps what it does not name', () => {
    expect(changed(user, {})).toEqual(user);
    expect(changed(user, { state: 'suspended' })).toEqual({ ...user, state: 'suspended' });
  });

  it('gives another manager', () => {
    expect(changed(user, { managerSubject: 'u-2' }).managerSubject).toBe('u-2');
  });

  it('takes the manager away with null', () => {
    expect(changed(user, { managerSubject: null })).not.toHaveProperty('managerSubject');
  });
});
