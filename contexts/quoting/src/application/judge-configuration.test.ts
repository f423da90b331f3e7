import type { OfferingDefinition } from '@quotewright/catalog';
import { publishedRules } from '@quotewright/configuration/testing';
import type { FieldError } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import type { QuoteItem } from '../domain/quote.ts';
import { definitionOf } from '../testing/definitions.ts';
import { judgeConfiguration } from './judge-configuration.ts';

/*
 * Items as the real configurator sees them.
 */

const choice = (id: string, values: readonly string[], maxCardinality = 1) => ({
  id,
  name: id,
  type: 'enum' as const,
  values: values.map((value) => ({ id: value })),
  minCardinality: 1,
  maxCardinality,
});

const definitions: readonly OfferingDefinition[] = [
  definitionOf(
    'branch',
    {
      children: [
        { offeringId: 'seat', lower: 1, upper: 10_000 },
        { offeringId: 'firewall', lower: 0, upper: 1 },
        { offeringId: 'site', lower: 1, upper: 5, instances: { lower: 0, upper: 3 } },
      ],
    },
    [
      choice('plan', ['silver', 'gold']),
      {
        id: 'users',
        name: 'Users',
        type: 'integer',
        range: { min: 1, max: 10_000 },
        minCardinality: 1,
        maxCardinality: 1,
      },
      {
        id: 'load',
        name: 'Load',
        type: 'decimal',
        range: { min: '0', max: '9.5' },
        minCardinality: 0,
        maxCardinality: 1,
      },
    ],
  ),
  definitionOf('site', { children: [{ offeringId: 'appliance', lower: 0, upper: 1 }] }, [
    choice('region', ['r1', 'r2']),
    choice('lines', ['a', 'b', 'c'], 2),
  ]),
  definitionOf('appliance', {}, [choice('supply', ['sale', 'rental'])]),
  definitionOf('firewall'),
  definitionOf('seat'),
];

const configuration = publishedRules(definitions, {
  branch: [
    rule('small', "plan = 'silver' iff users < 50", 'Silver is for fewer than 50 users.'),
    rule('seats', 'seat/@quantity = users', 'A seat for each user.'),
    rule('remote', "site/region = 'r2' implies not has site/appliance", 'No appliance in R2.'),
    rule('guarded', "plan = 'gold' implies has firewall", 'Gold comes with a firewall.'),
    {
      id: 'partners',
      kind: 'eligibility',
      variable: 'firewall/@quantity',
      when: "context.channel = 'partner'",
      message: 'Partners alone sell firewalls.',
    },
    { id: 'long', kind: 'eligibility', variable: 'plan', values: ['gold'], when: 'context.termMonths >= 24' },
  ],
});

function rule(id: string, then: string, message: string) {
  return { id, kind: 'constraint', then, message };
}

const judge = judgeConfiguration({
  catalog: {
    findDefinitions: async (_tx, _version, ids) =>
      new Map(definitions.flatMap((one) => (ids.includes(one.offering.id) ? [[one.offering.id, one]] : []))),
  },
  configuration,
  configurationRules: [],
});

const judged = (items: readonly QuoteItem[], channel = 'partner') =>
  judge({} as Tx, {
    catalogVersion: 1,
    items,
    context: { date: '2026-03-01', values: { channel } },
  });

const found = async (...asked: Parameters<typeof judged>) =>
  (await judged(...asked)).errors.map(({ pointer, code }: FieldError) => [pointer, code]);

const item = (id: string, offeringId: string, more: Partial<QuoteItem> = {}): QuoteItem => ({
  id,
  offeringId,
  quantity: '1',
  usage: {},
  ...more,
});
const below = (parentId: string, ...[id, offeringId, more]: Parameters<typeof item>) =>
  item(id, offeringId, { parentId, ...more });

const SILVER = { plan: ['silver'], users: [20] };
const BRANCH = item('b', 'branch', { characteristics: SILVER });
const SEATS = below('b', 's', 'seat', { quantity: '20' });
const SITE = below('b', 'n', 'site', {
  quantity: '2',
  characteristics: { region: ['r1'], lines: ['a', 'c'] },
});
const APPLIANCE = below('n', 'a', 'appliance', { characteristics: { supply: ['sale'] } });

describe('a quote, by the rules of its bundles', () => {
  it('is right with parts, sites and choices as they are sold, and pins the rules', async () => {
    const { errors, pinned } = await judged([BRANCH, SEATS, SITE, APPLIANCE]);
    expect(errors).toEqual([]);
    expect(pinned).toEqual({
      configurationHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      configurationRuleSetVersion: 1,
    });
  });

  it('takes numbers as they stand on items: integers, and decimals as text', async () => {
    const characteristics = { ...SILVER, load: ['7.25'] };
    expect(await found([{ ...BRANCH, characteristics }, SEATS])).toEqual([]);
  });

  it('is in conflict at the items and characteristics that cannot be together', async () => {
    expect(await found([BRANCH, { ...SEATS, quantity: '21' }])).toEqual([
      ['/items/1/quantity', 'CONFIGURATION_CONFLICT'],
      ['/items/0/characteristics/users', 'CONFIGURATION_CONFLICT'],
    ]);
    const remote = { ...SITE, characteristics: { region: ['r2'], lines: ['a'] } };
    const { errors } = await judged([BRANCH, SEATS, remote, APPLIANCE]);
    expect(errors).toContainEqual({
      pointer: '/items/2/characteristics/region',
      code: 'CONFIGURATION_CONFLICT',
      reason: expect.stringContaining('No appliance in R2.'),
    });
    expect(errors.map(({ pointer }) => pointer.split('/')[2])).toEqual(['3', '2']);
  });

  it('has the parts that stand on it, and no others', async () => {
    const gold = { ...BRANCH, characteristics: { plan: ['gold'], users: [60] }, termMonths: 24 };
    const seats = { ...SEATS, quantity: '60' };
    const [first] = (await judged([gold, seats])).errors;
    expect(first).toMatchObject({
      code: 'CONFIGURATION_CONFLICT',
      reason: expect.stringContaining('firewall'),
    });
    expect(await found([gold, seats, below('b', 'f', 'firewall')])).toEqual([]);
  });

  it('is incomplete at the characteristic that nobody has chosen', async () => {
    expect(await found([BRANCH, SEATS, { ...SITE, characteristics: { lines: ['a'] } }])).toContainEqual([
      '/items/2/characteristics/region',
      'CONFIGURATION_INCOMPLETE',
    ]);
    const { characteristics: _, ...appliance } = APPLIANCE;
    expect(await found([BRANCH, SEATS, SITE, appliance])).toContainEqual([
      '/items/3/characteristics/supply',
      'CONFIGURATION_INCOMPLETE',
    ]);
  });

  it('is sold to those alone who are eligible', async () => {
    const guarded = [BRANCH, SEATS, below('b', 'f', 'firewall')];
    expect(await found(guarded)).toEqual([]);
    expect(await found(guarded, 'direct')).toEqual([['/items/2/quantity', 'CONFIGURATION_CONFLICT']]);
  });

  it('has what its commitment makes eligible', async () => {
    const gold = { ...BRANCH, characteristics: { plan: ['gold'], users: [60] } };
    const parts = [{ ...SEATS, quantity: '60' }, below('b', 'f', 'firewall')];
    expect(await found([{ ...gold, termMonths: 36 }, ...parts])).toEqual([]);
    for (const short of [gold, { ...gold, termMonths: 12 }])
      expect(await found([short, ...parts])).toContainEqual([
        '/items/0/characteristics/users',
        'CONFIGURATION_CONFLICT',
      ]);
  });

  it('is judged bundle by bundle; the pinned hash is of all their rules', async () => {
    const alone = item('x', 'appliance', { characteristics: { supply: ['rental'] } });
    const one = await judged([BRANCH, SEATS]);
    const both = await judged([alone, BRANCH, SEATS]);
    expect(both.errors).toEqual([]);
    expect(both.pinned.configurationHash).not.toBe(one.pinned.configurationHash);
    expect((await judged([BRANCH, SEATS, alone])).pinned).toEqual(both.pinned);
    expect(await found([BRANCH, SEATS, { ...BRANCH, id: 'b2' }, below('b2', 's2', 'seat')])).toEqual([
      ['/items/3/quantity', 'CONFIGURATION_CONFLICT'],
      ['/items/2/characteristics/users', 'CONFIGURATION_CONFLICT'],
    ]);
  });
});
