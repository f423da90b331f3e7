import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { audienceOf } from './event-audience.ts';

const event = (
  type: string,
  schemaVersion: number,
  readPermission: `${string}:read`,
  over: { readonly owned?: true } = {},
) => {
  return {
    ...over,
    type,
    schemaVersion,
    aggregate: 'shop',
    readPermission,
    summary: '',
    data: z.json() as z.ZodType<any>,
  };
};

describe('the audience of events', () => {
  it('is one for each type, whatever its versions and aggregates', () => {
    const events = [
      event('ShopOpened', 1, 'shop:read'),
      event('Bought', 1, 'sale:read', { owned: true }),
      event('ShopOpened', 2, 'shop:read'),
    ];
    expect([...audienceOf(events)]).toEqual([
      ['Bought', { permission: 'sale:read', owned: true }],
      ['ShopOpened', { permission: 'shop:read', owned: false }],
    ]);
  });

  it.each([
    ['another permission', event('ShopOpened', 2, 'mall:read')],
    ['an owner in one version only', event('ShopOpened', 2, 'shop:read', { owned: true })],
  ])('cannot be two: %s', (_difference, other) => {
    const events = [event('ShopOpened', 1, 'shop:read'), other];
    expect(() => audienceOf(events)).toThrow('the versions of ShopOpened are for different hearers');
  });
});
