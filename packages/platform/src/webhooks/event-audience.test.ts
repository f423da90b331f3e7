import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { audienceOf } from './event-audience.ts';

const event = (type: string, schemaVersion: number, readPermission: `${string}:read`) => {
  return {
    type,
    schemaVersion,
    aggregate: 'shop',
    readPermission,
    summary: '',
    data: z.json() as z.ZodType<any>,
  };
};

describe('the audience of events', () => {
  it('is one permission for each type, whatever its versions and aggregates', () => {
    const events = [
      event('ShopOpened', 1, 'shop:read'),
      event('Bought', 1, 'sale:read'),
      event('ShopOpened', 2, 'shop:read'),
    ];
    expect([...audienceOf(events)]).toEqual([
      ['Bought', 'sale:read'],
      ['ShopOpened', 'shop:read'],
    ]);
  });

  it('cannot be two', () => {
    const events = [event('ShopOpened', 1, 'shop:read'), event('ShopOpened', 2, 'mall:read')];
    expect(() => audienceOf(events)).toThrow('ShopOpened has two read permissions');
  });
});
