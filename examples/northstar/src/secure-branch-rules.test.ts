import { describe, expect, it } from 'vitest';
import { type BranchLine, branchViolations } from './secure-branch-rules.ts';

/** A Gold branch of 60 users with one site that has an appliance: nothing is wrong with it. */
const GOOD: readonly BranchLine[] = [
  {
    id: 'branch',
    offeringId: 'secure-branch',
    quantity: '1',
    termMonths: 24,
    characteristics: { users: [60], plan: ['gold'] },
    pointer: '/items/0',
  },
  ...['secure-seat', 'dns-security', 'cloud-firewall', 'zero-trust-corporate', 'zero-trust-cloud'].map(
    (offeringId, index): BranchLine => ({
      id: offeringId,
      parentId: 'branch',
      offeringId,
      quantity: '60',
      pointer: `/items/0/children/${index}`,
    }),
  ),
  {
    id: 'site',
    parentId: 'branch',
    offeringId: 'site-access',
    quantity: '2',
    characteristics: { region: ['r3'], bandwidth: ['500'] },
    pointer: '/items/0/children/5',
  },
  {
    id: 'appliance',
    parentId: 'site',
    offeringId: 'edge-appliance',
    quantity: '2',
    characteristics: { supply: ['rental'] },
    pointer: '/items/0/children/5/children/0',
  },
];

const site = GOOD.find(({ id }) => id === 'site') as BranchLine;

/** The good branch with one line changed. */
const changed = (id: string, change: Partial<BranchLine>) =>
  branchViolations(GOOD.map((line) => (line.id === id ? { ...line, ...change } : line)));

const without = (...ids: readonly string[]) => branchViolations(GOOD.filter(({ id }) => !ids.includes(id)));

const branch = (characteristics: BranchLine['characteristics'] = {}) =>
  changed('branch', { characteristics });

describe('a Secure Branch', () => {
  it('is sold when it keeps the rules', () => {
    expect(branchViolations(GOOD)).toEqual([]);
    expect(without('cloud-firewall', 'zero-trust-cloud', 'appliance')).toEqual([]);
  });

  it.each([
    [49, 'silver'],
    [50, 'gold'],
    [249, 'gold'],
    [250, 'platinum'],
  ])('with %i users has the plan %s', (users, plan) => {
    const codes = (chosenPlan: string) =>
      branch({ users: [users], plan: [chosenPlan] }).map(({ code }) => code);
    for (const each of ['silver', 'gold', 'platinum']) {
      expect(codes(each).includes('PLAN_MISMATCH')).toBe(each !== plan);
    }
  });

  it('says which plan it is when another is given', () => {
    expect(branch({ users: [60], plan: ['silver'] })).toEqual([
      {
        pointer: '/items/0/characteristics/plan',
        code: 'PLAN_MISMATCH',
        reason: 'the plan for 60 users is Gold',
      },
    ]);
  });

  it('needs no plan', () => {
    expect(branch({ users: [60] })).toEqual([]);
  });

  it.each([[[]], [[0]], [[10_001]], [[2.5]], [['60']]])('has no use for %j users', (users) => {
    expect(branch({ users }).map(({ code }) => code)).toEqual(['USERS_INVALID']);
  });

  it.each([
    ['secure-seat', '59', 'USERS_MISMATCH'],
    ['dns-security', '61', 'USERS_MISMATCH'],
    ['cloud-firewall', '1', 'USERS_MISMATCH'],
    ['zero-trust-corporate', '120', 'USERS_MISMATCH'],
    ['zero-trust-cloud', '61', 'SEATS_TOO_MANY'],
  ])('of 60 users does not take %s for %s', (id, quantity, code) => {
    expect(changed(id, { quantity }).map((violation) => violation.code)).toEqual([code]);
  });

  it('takes Zero-Trust Cloud for some of its users', () => {
    expect(changed('zero-trust-cloud', { quantity: '1' })).toEqual([]);
  });

  it.each([6, 25, 48])('is not committed to for %i months', (termMonths) => {
    expect(changed('branch', { termMonths }).map(({ code }) => code)).toEqual(['TERM_INVALID']);
  });

  it('needs a commitment', () => {
    const [{ termMonths: _, ...root } = {} as BranchLine, ...parts] = GOOD;
    expect(branchViolations([root, ...parts]).map(({ code }) => code)).toEqual(['TERM_INVALID']);
  });

  it('has one commitment for all its parts', () => {
    expect(changed('appliance', { termMonths: 24 })).toEqual([]);
    expect(changed('appliance', { termMonths: 36 }).map(({ code }) => code)).toEqual(['TERM_DIFFERS']);
  });

  it('has at most 200 sites, over all lines', () => {
    const more = (quantity: string) =>
      branchViolations([...GOOD, { ...site, id: 'more', quantity, pointer: '/items/0/children/6' }]);
    expect(more('198')).toEqual([]);
    expect(more('199').map(({ code }) => code)).toEqual(['SITES_TOO_MANY']);
  });

  it('is one line each', () => {
    expect(changed('branch', { quantity: '2' }).map(({ code }) => code)).toEqual(['BRANCH_QUANTITY']);
  });

  it('is checked each by itself', () => {
    const other = GOOD.map((line) => ({
      ...line,
      id: `${line.id}-2`,
      ...(line.parentId === undefined ? {} : { parentId: `${line.parentId}-2` }),
    }));
    expect(branchViolations([...GOOD, ...other])).toEqual([]);
  });
});

describe('a site', () => {
  it('has no 1,000 Mbit/s in region R3', () => {
    const fast = (region: string) =>
      changed('site', { characteristics: { region: [region], bandwidth: ['1000'] } });
    expect(fast('r2')).toEqual([]);
    expect(fast('r3')).toEqual([
      {
        pointer: '/items/0/children/5/characteristics/bandwidth',
        code: 'BANDWIDTH_UNAVAILABLE',
        reason: 'region R3 has no 1000 Mbit/s',
      },
    ]);
  });

  it('has at most one appliance', () => {
    expect(changed('appliance', { quantity: '1' })).toEqual([]);
    expect(changed('appliance', { quantity: '3' }).map(({ code }) => code)).toEqual(['APPLIANCES_TOO_MANY']);
  });

  it('with 100 Mbit/s has none', () => {
    const slow = changed('site', { characteristics: { region: ['r3'], bandwidth: ['100'] } });
    expect(slow.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['APPLIANCE_EXCLUDED', '/items/0/children/5/children/0/offeringId'],
    ]);
  });
});

describe('a part of Secure Branch', () => {
  it('is not sold alone', () => {
    const { parentId: _, ...alone } = site;
    expect(branchViolations([alone])).toEqual([
      {
        pointer: '/items/0/children/5/offeringId',
        code: 'PART_ALONE',
        reason: '"site-access" is sold as a part of "secure-branch"',
      },
    ]);
  });
});
