import { describe, expect, it } from 'vitest';
import {
  anEnum,
  configurations,
  constraint,
  definitionOf,
  type SampleCatalog,
} from '../../testing/sample-offering.ts';
import type { InstanceDefinition } from '../model/configuration-definition.ts';

/** The shape of a network for branches: services by the user, and sites that are configured one by one. */
const PER_USER = { lower: 1, upper: 10_000 };
const CATALOG: SampleCatalog = {
  'secure-branch': {
    characteristics: [
      { id: 'users', type: 'integer', range: { min: 1, max: 10_000 } },
      anEnum('plan', ['silver', 'gold', 'platinum'], { minCardinality: 0 }),
    ],
    children: [
      { offeringId: 'secure-seat', ...PER_USER },
      { offeringId: 'cloud-firewall', ...PER_USER, lower: 0 },
      { offeringId: 'zero-trust-cloud', ...PER_USER, lower: 0 },
      { offeringId: 'site-access', lower: 1, upper: 20, instances: { lower: 1, upper: 20 } },
    ],
  },
  'secure-seat': {},
  'cloud-firewall': {},
  'zero-trust-cloud': { relationships: [{ type: 'requires', offeringId: 'secure-seat' }] },
  'site-access': {
    characteristics: [anEnum('region', ['r1', 'r2', 'r3']), anEnum('bandwidth', ['100', '500', '1000'])],
    children: [{ offeringId: 'edge-appliance', lower: 0, upper: 20 }],
  },
  'edge-appliance': { characteristics: [anEnum('supply', ['purchase', 'rental'])] },
};

const RULES = [
  {
    id: 'plan-by-users',
    kind: 'table',
    mode: 'allow',
    columns: ['users', 'plan'],
    rows: [
      [{ max: 49 }, 'silver'],
      [{ min: 50, max: 249 }, 'gold'],
      [{ min: 250 }, 'platinum'],
    ],
  },
  constraint('secure-seat/@quantity = users', { id: 'seats' }),
  constraint('cloud-firewall/@quantity = users', { id: 'firewall' }),
  constraint('zero-trust-cloud/@quantity <= users', { id: 'cloud' }),
  {
    id: 'no-fast-lines-in-r3',
    kind: 'table',
    mode: 'forbid',
    columns: ['site-access/region', 'site-access/bandwidth'],
    rows: [['r3', '1000']],
  },
  constraint('not has site-access/edge-appliance', {
    id: 'no-appliance-at-100',
    if: "site-access/bandwidth = '100'",
    message: 'a site with 100 Mbit/s takes no appliance',
  }),
  constraint('site-access/edge-appliance/@quantity <= site-access/@quantity', {
    id: 'one-appliance-a-site',
  }),
  constraint('sum(site-access/@quantity) <= 20', { id: 'sites' }),
];

const definition = definitionOf(CATALOG, RULES);
const [sites] = definition.instances as readonly [InstanceDefinition];

describe('a network for branches', () => {
  const all = configurations(definition.scope);

  it('has the plan of its users, whatever else is chosen', () => {
    const plans = new Set(all.map((world) => /plan=(\S+) .*users=(\S+)/.exec(world)?.slice(1).join(' ')));
    expect([...plans].sort()).toEqual(['gold 50..249', 'platinum 250..10000', 'silver 1..49']);
  });

  it('has as many seats as users, and of the firewall as many or none', () => {
    for (const world of all) {
      const [, firewall, seats, users] =
        /cloud-firewall\/@quantity=(\S+) .*secure-seat\/@quantity=(\S+) .*users=(\S+)/.exec(world) ?? [];
      expect(seats).toBe(users);
      expect(['0', users]).toContain(firewall);
    }
  });

  it('has at most so many seats in the cloud as users', () => {
    const cloud = all.map((world) =>
      /users=(\S+) zero-trust-cloud\/@quantity=(\S+)/.exec(world)?.slice(1).join(' '),
    );
    expect([...new Set(cloud)].sort()).toEqual([
      '1..49 0',
      '1..49 1..49',
      '250..10000 0',
      '250..10000 1..49',
      '250..10000 250..10000',
      '250..10000 50..249',
      '50..249 0',
      '50..249 1..49',
      '50..249 50..249',
    ]);
  });

  it('leaves the numbers within the intervals to relations', () => {
    const id = (index: number) => definition.scope.model.variables[index]?.id;
    expect(
      definition.scope.relations.map(({ left, relation, right, offset }) => [
        id(left),
        relation,
        id(right),
        offset,
      ]),
    ).toEqual([
      ['secure-seat/@quantity', '=', 'users', '0'],
      ['cloud-firewall/@quantity', '=', 'users', '0'],
      ['zero-trust-cloud/@quantity', '<=', 'users', '0'],
    ]);
  });

  it('counts its sites', () => {
    const { values } = definition.scope.model.variables[sites.countVariable] as { values: readonly string[] };
    expect([values.at(0), values.at(-1), values.length]).toEqual(['1', '20', 20]);
  });
});

describe('a site of it', () => {
  const all = configurations(sites.scope);
  const worldOf = (world: string) => Object.fromEntries(world.split(' ').map((part) => part.split('=')));

  it('is configured with variables of its own, and shares none with the network', () => {
    expect(sites).toMatchObject({ path: 'site-access', name: 'Offering site-access', interface: null });
    expect(sites.scope.model.variables.map(({ id }) => id)).toEqual([
      '@quantity',
      'bandwidth',
      'edge-appliance/@quantity',
      'edge-appliance/supply',
      'region',
    ]);
  });

  it('has no 1,000 Mbit/s in R3, no appliance at 100, and no more appliances than sites', () => {
    expect(all.length).toBeGreaterThan(0);
    for (const world of all.map(worldOf)) {
      const appliances = Number(world['edge-appliance/@quantity']);
      expect(world).not.toMatchObject({ region: 'r3', bandwidth: '1000' });
      if (world['bandwidth'] === '100') expect(appliances).toBe(0);
      expect(appliances).toBeLessThanOrEqual(Number(world['@quantity']));
      expect(world['edge-appliance/supply'] === '~').toBe(appliances === 0);
    }
    // For each quantity q: with 500 or 1,000 in 5 ways none or 1 to q in two supplies, with 100 in 3 ways none.
    const ways = Array.from({ length: 20 }, (_, index) => 5 * (1 + 2 * (index + 1)) + 3);
    expect(all).toHaveLength(ways.reduce((sum, next) => sum + next));
  });

  it('adds its quantity to those of the others', () => {
    expect(sites.sums).toEqual([
      {
        ruleId: 'sites',
        messageKey: 'rule.constraint',
        variable: 0,
        weights: Array.from({ length: 20 }, (_, index) => index + 1),
        lower: null,
        upper: 20,
      },
    ]);
  });

  it('says what the author of a rule wrote, and the kind of a rule where nothing was written', () => {
    const messages = sites.scope.model.constraints.map(({ ruleId, messageKey }) => [ruleId, messageKey]);
    expect(messages).toContainEqual(['no-appliance-at-100', 'a site with 100 Mbit/s takes no appliance']);
    expect(messages).toContainEqual(['no-fast-lines-in-r3', 'rule.forbid']);
  });
});
