import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EventDefinition } from '../messaging/event-definition.ts';
import { eventFaults } from './event-faults.ts';

const opened: EventDefinition<any> = {
  type: 'ShopOpened',
  schemaVersion: 1,
  aggregate: 'shop',
  readPermission: 'shop:read',
  summary: 'A shop was opened.',
  data: z.strictObject({ shopId: z.string() }),
};

const row = { type: 'ShopOpened', schema_version: 1, aggregate_type: 'shop', data: { shopId: 's-1' } };

describe('the faults of events', () => {
  it('are none where each is as it was defined', () => {
    expect(eventFaults([opened], [row, row])).toEqual([]);
  });

  it.each([
    ['another type', { type: 'ShopClosed' }],
    ['another version', { schema_version: 2 }],
    ['another aggregate', { aggregate_type: 'mall' }],
    ['a member too many', { data: { shopId: 's-1', name: 'x' } }],
    ['a member too few', { data: {} }],
    ['a member of another type', { data: { shopId: 1 } }],
  ])('are found: %s', (_, change) => {
    expect(eventFaults([opened], [row, { ...row, ...change }])).toHaveLength(1);
  });
});
