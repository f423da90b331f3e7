import { describe, expect, it } from 'vitest';
import {
  anEnum,
  buildSample,
  configurations,
  constraint,
  definitionOf,
  type SampleCatalog,
} from '../../testing/sample-offering.ts';
import type { InstanceDefinition } from '../model/configuration-definition.ts';

const CATALOG: SampleCatalog = {
  network: {
    characteristics: [
      anEnum('plan', ['small', 'large']),
      anEnum('term', ['12', '24']),
      { id: 'users', type: 'integer', range: { min: 1, max: 9_000 } },
    ],
    children: [
      { offeringId: 'site', lower: 0, upper: 2, instances: { lower: 0, upper: 3 } },
      { offeringId: 'hub', lower: 0, upper: 1 },
    ],
  },
  site: {
    characteristics: [anEnum('speed', ['slow', 'fast'])],
    children: [{ offeringId: 'router', lower: 0, upper: 1 }],
  },
  router: {},
  hub: {},
};

const siteOf = (...rules: readonly object[]) => {
  const [site] = definitionOf(CATALOG, rules).instances;
  return site as InstanceDefinition;
};
const worldsOf = (...rules: readonly object[]) => configurations(siteOf(...rules).scope);
const codes = (...rules: readonly object[]) => buildSample(CATALOG, rules).findings.map(({ code }) => code);

describe('an instance of a part', () => {
  it('is always there for itself: its quantity begins with 1', () => {
    expect(worldsOf()).toEqual(
      ['1', '2'].flatMap((quantity) =>
        ['0', '1'].flatMap((router) =>
          ['slow', 'fast'].map((speed) => `@quantity=${quantity} router/@quantity=${router} speed=${speed}`),
        ),
      ),
    );
  });

  it('shares one variable with what is outside, with the same values', () => {
    const { scope, interface: shared } = siteOf(constraint("site/speed = 'slow'", { if: "plan = 'small'" }));
    expect(scope.model.variables[shared?.own ?? -1]).toMatchObject({
      id: '../plan',
      values: ['small', 'large'],
    });
    const worlds = configurations(scope);
    expect(worlds).toHaveLength(12);
    expect(worlds.some((world) => world.includes('../plan=small') && world.includes('fast'))).toBe(false);
  });

  it('shares a number with the same cuts as outside', () => {
    const definition = definitionOf(CATALOG, [
      constraint("site/speed = 'slow'", { if: 'users < 50' }),
      constraint("plan = 'large'", { id: 's', if: 'users > 500' }),
    ]);
    const values = ['1..49', '50..500', '501..9000'];
    const { own, parent } = (definition.instances[0] as InstanceDefinition).interface ?? {
      own: -1,
      parent: -1,
    };
    expect(definition.scope.model.variables[parent]).toMatchObject({ id: 'users', values });
    expect(definition.instances[0]?.scope.model.variables[own]).toMatchObject({ id: '../users', values });
  });

  it('does not share two', () => {
    expect(codes(constraint("site/speed = 'slow'", { if: "plan = 'small' and term = '12'" }))).toEqual([
      'INSTANCE_INTERFACE',
    ]);
    const second = constraint("site/speed = 'slow'", { id: 's', if: "term = '12'" });
    expect(codes(constraint("site/speed = 'slow'", { if: "plan = 'small'" }), second)).toEqual([
      'INSTANCE_INTERFACE',
    ]);
  });

  it('keeps to relationships within it and with what is outside', () => {
    const inner = { id: 'r', kind: 'requires', source: 'site', target: 'site/router' };
    expect(worldsOf(inner).every((world) => world.includes('router/@quantity=1'))).toBe(true);
    const outer = worldsOf({ ...inner, source: 'site/router', target: 'hub' });
    expect(
      outer.some((world) => world.includes('../hub/@quantity=0') && world.includes('router/@quantity=1')),
    ).toBe(false);
    expect(outer).toHaveLength(12);
  });

  it('is asked for by count outside', () => {
    const { scope } = definitionOf(CATALOG, [constraint('site/@count >= 2', { if: 'has hub' })]);
    expect(configurations(scope)).not.toContain(
      'hub/@quantity=1 plan=small site/@count=1 term=12 users=1..9000',
    );
    const present = definitionOf(CATALOG, [constraint('has site', { if: 'has hub' })]);
    expect(configurations(present.scope)).toHaveLength(4 * (4 + 3));
  });

  it('gives defaults and advice names of its own', () => {
    const { scope } = siteOf(
      {
        id: 'd',
        kind: 'default',
        variable: 'site/speed',
        value: 'fast',
        when: "plan = 'large' and has site/router",
      },
      constraint("site/speed = 'fast'", { severity: 'warning' }),
    );
    expect(scope.defaults[0]?.when).toMatchObject({
      of: [
        { left: { of: { variable: '../plan' } } },
        { left: { of: { variable: 'router/@quantity' } }, relation: '>' },
      ],
    });
    expect(scope.advice[0]?.expression).toMatchObject({ left: { of: { variable: 'speed' } } });
  });

  it('has no instances of its own, and not too many beside it', () => {
    const many = { offeringId: 'router', lower: 0, upper: 1, instances: { lower: 0, upper: 2_000 } };
    const nested = { ...CATALOG, site: { children: [many] } };
    expect(buildSample(nested).findings.map(({ code }) => code)).toEqual(['LIMIT']);
    expect(buildSample({ site: { children: [many] }, router: {} }).findings.map(({ code }) => code)).toEqual([
      'LIMIT',
    ]);
  });
});

describe('what the catalog says across instances', () => {
  const related = (from: string, type: 'requires' | 'excludes', offeringId: string): SampleCatalog => ({
    ...CATALOG,
    [from]: { ...CATALOG[from], relationships: [{ type, offeringId }] },
  });

  it('is kept by each instance where it excludes something outside', () => {
    for (const catalog of [related('router', 'excludes', 'hub'), related('hub', 'excludes', 'router')]) {
      const worlds = configurations((definitionOf(catalog).instances[0] as InstanceDefinition).scope);
      expect(worlds).toHaveLength(12);
      expect(worlds.some((world) => /hub\/@quantity=1 .*router\/@quantity=1/.test(world))).toBe(false);
    }
  });

  it('is left out with a warning where any instance would do', () => {
    const { definition, findings } = buildSample(related('hub', 'requires', 'router'));
    expect(definition).toBeDefined();
    expect(findings).toMatchObject([{ severity: 'warning', code: 'INSTANCE_INTERFACE' }]);
  });
});
