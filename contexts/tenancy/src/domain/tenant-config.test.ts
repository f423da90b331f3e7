import { describe, expect, it } from 'vitest';
import { tenantSettingsSchema } from './tenant-config.schema.ts';
import { defaultSettings, tenantConfigProblems } from './tenant-config.ts';

describe('tenant configuration', () => {
  it('starts with values that are acceptable', () => {
    expect(tenantSettingsSchema.parse(defaultSettings)).toEqual(defaultSettings);
    expect(tenantConfigProblems(defaultSettings)).toEqual([]);
  });

  it.each([{ timeZone: 'Mars/Olympus_Mons' }, { timeZone: '+02:00' }, { timeZone: '-03' }])(
    'refuses the time zone $timeZone',
    ({ timeZone }) => {
      expect(tenantConfigProblems({ ...defaultSettings, timeZone })).toMatchObject([
        { pointer: '/timeZone' },
      ]);
    },
  );

  it.each(['Europe/Warsaw', 'Asia/Jakarta', 'UTC'])('takes the time zone %s', (timeZone) => {
    expect(tenantConfigProblems({ ...defaultSettings, timeZone })).toEqual([]);
  });

  it('refuses currencies that ISO 4217 does not know, each at its place', () => {
    const settings = { ...defaultSettings, defaultCurrency: 'ABC', roundingDecimals: { JPY: 0, ZZZ: 2 } };
    expect(tenantConfigProblems(settings).map(({ pointer }) => pointer)).toEqual([
      '/defaultCurrency',
      '/roundingDecimals/ZZZ',
    ]);
  });

  it.each([
    { quoteValidityDays: 0 },
    { quoteValidityDays: 366 },
    { quoteValidityDays: 1.5 },
    { quoteValidityDays: '30' },
    { roundingDecimals: { EUR: -1 } },
    { roundingDecimals: { EUR: 13 } },
    { roundingDecimals: { eur: 2 } },
    { defaultMarket: 'two words' },
    { defaultMarket: '' },
    { defaultCurrency: 'usd' },
    { unknown: true },
  ])('does not have the shape of %j', (wrong) => {
    expect(tenantSettingsSchema.safeParse({ ...defaultSettings, ...wrong }).success).toBe(false);
  });
});
