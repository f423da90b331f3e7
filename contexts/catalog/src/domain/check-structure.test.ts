import { describe, expect, it } from 'vitest';
import { catalogSnapshot } from './catalog-snapshot.ts';
import { checkStructure } from './check-structure.ts';
import { OFFERINGS, productOfferingSchema } from './product-offering.schema.ts';
import { indexed } from './section.ts';

function offering(id: string, fields: object = {}) {
  return productOfferingSchema.parse({ id, name: id, specificationId: 's', lifecycle: 'active', ...fields });
}

const child = (offeringId: string, fields: object = {}) => ({ offeringId, lower: 1, upper: 1, ...fields });
const bundle = (id: string, ...children: object[]) => offering(id, { children });

function findings(...offerings: ReturnType<typeof offering>[]) {
  const snapshot = catalogSnapshot(new Map([[OFFERINGS.section, indexed(offerings)]]));
  return [...checkStructure(snapshot)].map(
    ({ severity, code, pointer }) => `${severity} ${code} ${pointer.replace('/items/', '')}`,
  );
}

describe('the check of bundles', () => {
  it('accepts a bundle of offerings that are sold as it is', () => {
    expect(
      findings(
        bundle('branch', child('seat'), child('site', { lower: 0 })),
        offering('seat'),
        offering('site'),
      ),
    ).toEqual([]);
  });

  it('reports children that do not exist, twice the same, and groups that are not there', () => {
    expect(
      findings(bundle('b', child('none'), child('a'), child('a', { groupId: 'g' })), offering('a')),
    ).toEqual([
      'error REL_TARGET_UNKNOWN 0/children/0/offeringId',
      'error CHILD_DUPLICATE 0/children/2/offeringId',
      'error GROUP_UNKNOWN 0/children/2/groupId',
    ]);
  });

  it.each([
    ['a retired child', { lifecycle: 'retired' }],
    ['a child that begins when the bundle has ended', { validity: { from: '2027-01-01' } }],
    ['a child of another market', { markets: ['us'] }],
    ['a child of another channel', { channels: ['partner'] }],
    ['a child for other customers', { customerTypes: ['consumer'] }],
    ['a child of another segment', { segments: ['public'] }],
    ['a child for another place', { places: ['mars'] }],
  ])('blocks %s where it is mandatory, and warns where it is not', (_what, fields) => {
    const sold = {
      validity: { until: '2027-01-01' },
      markets: ['eu', 'pl'],
      channels: ['web'],
      customerTypes: ['business'],
      segments: ['smb'],
      places: ['earth'],
    };
    const of = (lower: number) =>
      findings(offering('b', { ...sold, children: [child('a', { lower })] }), offering('a', fields));
    expect(of(1)).toEqual(['error CHILD_NOT_SOLD 0/children/0/offeringId']);
    expect(of(0)).toEqual(['warning CHILD_NOT_SOLD 0/children/0/offeringId']);
  });

  it.each([
    ['shares one market', { markets: ['us', 'eu'] }],
    ['is sold everywhere', {}],
    ['begins on the last day of the bundle', { validity: { from: '2026-12-31' } }],
  ])('accepts a child that %s', (_what, fields) => {
    const sold = { validity: { until: '2027-01-01' }, markets: ['eu', 'pl'] };
    expect(findings(offering('b', { ...sold, children: [child('a')] }), offering('a', fields))).toEqual([]);
  });

  it.each([
    ['error', { lower: 0, instances: { lower: 1, upper: 2 } }],
    ['warning', { lower: 1, instances: { lower: 0, upper: 2 } }],
  ])('goes by instances where there are any, and says %s', (severity, bounds) => {
    expect(findings(bundle('b', child('a', bounds)), offering('a', { lifecycle: 'retired' }))).toEqual([
      `${severity} CHILD_NOT_SOLD 0/children/0/offeringId`,
    ]);
  });

  it('looks at the lifecycle of children once the bundle is active', () => {
    const of = (lifecycle: string, childLifecycle: string) =>
      findings(
        offering('b', { lifecycle, children: [child('a')] }),
        offering('a', { lifecycle: childLifecycle }),
      );
    expect(of('inDesign', 'inTest')).toEqual([]);
    for (const state of ['inDesign', 'inTest', 'retired', 'obsolete'])
      expect(of('active', state)).toEqual(['error CHILD_NOT_SOLD 0/children/0/offeringId']);
  });

  it('reports bundles that contain themselves, with the way', () => {
    const snapshot = catalogSnapshot(
      new Map([
        [
          OFFERINGS.section,
          indexed([bundle('a', child('b')), bundle('b', child('c')), bundle('c', child('a'))]),
        ],
      ]),
    );
    expect([...checkStructure(snapshot)]).toMatchObject([
      {
        code: 'BUNDLE_CYCLE',
        pointer: '/items/0/children',
        message: 'the bundle contains itself: a → b → c → a',
      },
    ]);
    expect(findings(bundle('a', child('a')))).toEqual(['error BUNDLE_CYCLE 0/children']);
  });

  it('names the beginning of a way that is too long to read', () => {
    const ring = Array.from({ length: 20_000 }, (_, index) =>
      bundle(`o${index}`, child(`o${(index + 1) % 20_000}`)),
    );
    const snapshot = catalogSnapshot(new Map([[OFFERINGS.section, indexed(ring)]]));
    const cycle = [...checkStructure(snapshot)].find(({ code }) => code === 'BUNDLE_CYCLE');
    const named = Array.from({ length: 10 }, (_, index) => `o${index}`).join(' → ');
    expect(cycle?.message).toBe(`the bundle contains itself: ${named} → … → o0`);
  });

  it('takes three levels and not four, and a chain of any length', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, level) =>
        level === length - 1 ? offering(`o${level}`) : bundle(`o${level}`, child(`o${level + 1}`)),
      );
    expect(findings(...chain(4))).toEqual([]);
    expect(findings(...chain(5))).toEqual(['error BUNDLE_DEPTH 0/children']);
    expect(findings(...chain(20_000)).length).toBe(20_000 - 4);
  });

  it('reports groups that nobody is in, and bounds that nobody reaches', () => {
    const group = (lower: number, upper: number) => [{ id: 'g', name: 'Group', lower, upper }];
    const of = (groups: object[], ...children: object[]) =>
      findings(offering('b', { groups, children }), offering('x'), offering('y'));
    expect(of(group(0, 1), child('x'))).toEqual(['warning GROUP_EMPTY 0/groups/0']);
    expect(of(group(1, 1), child('x'))).toEqual(['error GROUP_INFEASIBLE 0/groups/0']);
    expect(findings(offering('b', { groups: group(0, 1) }))).toEqual(['error GROUP_INFEASIBLE 0/groups']);
    const [x, y] = [child('x', { groupId: 'g' }), child('y', { groupId: 'g', lower: 0 })];
    expect(of(group(1, 2), x, y)).toEqual([]);
    expect(of(group(3, 9), x, y)).toEqual(['error GROUP_INFEASIBLE 0/groups/0']);
    expect(of(group(0, 1), x, { ...y, lower: 1 })).toEqual(['error GROUP_INFEASIBLE 0/groups/0']);
  });

  it('counts what may occur several times', () => {
    const sites = child('x', { groupId: 'g', instances: { lower: 1, upper: 4 } });
    const groups = [{ id: 'g', name: 'Group', lower: 4, upper: 4 }];
    expect(findings(offering('b', { groups, children: [sites] }), offering('x'))).toEqual([]);
  });
});

describe('the check of relationships', () => {
  const related = (...relationships: object[]) => findings(offering('a', { relationships }), offering('b'));
  const to = (type: string, offeringId: string) => ({ type, offeringId });

  it('accepts each kind', () => {
    expect(related(to('requires', 'b'), to('migratesTo', 'b'))).toEqual([]);
  });

  it('reports those that lead nowhere, to themselves, twice, or against each other', () => {
    const at = '0/relationships';
    expect(related(to('requires', 'none'))).toEqual([`error REL_TARGET_UNKNOWN ${at}/0/offeringId`]);
    expect(related(to('excludes', 'a'))).toEqual([`error SELF_EXCLUDE ${at}/0/offeringId`]);
    expect(related(to('requires', 'a'))).toEqual([`error REL_SELF ${at}/0/offeringId`]);
    expect(related(to('requires', 'b'), to('requires', 'b'))).toEqual([
      `error REL_DUPLICATE ${at}/1/offeringId`,
    ]);
    for (const [first, second] of [
      ['requires', 'excludes'],
      ['excludes', 'requires'],
    ] as const)
      expect(related(to(first, 'b'), to(second, 'b'))).toEqual([
        `error REL_CONTRADICTION ${at}/1/offeringId`,
      ]);
  });

  it('reports a bundle whose mandatory children exclude each other', () => {
    const x = offering('x', { relationships: [to('excludes', 'y')] });
    expect(findings(bundle('b', child('x'), child('y')), x, offering('y'))).toEqual([
      'error BUNDLE_VOID 0/children/0',
    ]);
    expect(findings(bundle('b', child('x'), child('y', { lower: 0 })), x, offering('y'))).toEqual([]);
  });

  it('reports a bundle that can never be sold because of what is always in it', () => {
    const needs = (id: string, other: string) => offering(id, { relationships: [to('requires', other)] });
    const spare = offering('spare');
    expect(findings(bundle('b', child('x')), needs('x', 'spare'), spare)).toEqual([
      'error BUNDLE_VOID 0/children/0',
    ]);
    expect(
      findings(bundle('b', child('x'), child('spare', { lower: 0 })), needs('x', 'spare'), spare),
    ).toEqual([]);
    expect(findings(bundle('b', child('x', { lower: 0 })), needs('x', 'spare'), spare)).toEqual([]);
    const root = offering('b', { children: [child('x')], relationships: [to('requires', 'spare')] });
    expect(findings(root, offering('x'), spare)).toEqual(['error BUNDLE_VOID 0/children']);
    const deep = offering('y', { relationships: [to('excludes', 'b')] });
    expect(findings(bundle('b', child('x')), bundle('x', child('y')), deep)).toEqual([
      'error BUNDLE_VOID 0/children',
    ]);
  });
});
