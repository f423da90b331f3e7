import { describe, expect, it } from 'vitest';
import { type BranchLine, branchViolations } from './secure-branch-rules.ts';

/** A branch with seats and one site that has an appliance: nothing is wrong with its lines. */
const GOOD: readonly BranchLine[] = [
  { id: 'branch', offeringId: 'secure-branch', quantity: '1', termMonths: 24, pointer: '/items/0' },
  { id: 'seats', parentId: 'branch', offeringId: 'secure-seat', quantity: '60', pointer: '/items/1' },
  { id: 'site', parentId: 'branch', offeringId: 'site-access', quantity: '2', pointer: '/items/2' },
  { id: 'appliance', parentId: 'site', offeringId: 'edge-appliance', quantity: '2', pointer: '/items/3' },
];

/** The good branch with one line changed. */
const changed = (id: string, change: Partial<BranchLine>) =>
  branchViolations(GOOD.map((line) => (line.id === id ? { ...line, ...change } : line)));

describe('the lines of a Secure Branch', () => {
  it('are sold as they are', () => {
    expect(branchViolations(GOOD)).toEqual([]);
  });

  it('have one commitment', () => {
    expect(changed('appliance', { termMonths: 24 })).toEqual([]);
    expect(changed('appliance', { termMonths: 36 }).map(({ code, pointer }) => [code, pointer])).toEqual([
      ['TERM_DIFFERS', '/items/3/termMonths'],
    ]);
  });

  it('are one branch each', () => {
    expect(changed('branch', { quantity: '2' }).map(({ code }) => code)).toEqual(['BRANCH_QUANTITY']);
  });

  it('are looked at bundle by bundle', () => {
    const other = GOOD.map((line) => ({
      ...line,
      id: `${line.id}-2`,
      termMonths: 36,
      ...(line.parentId === undefined ? {} : { parentId: `${line.parentId}-2` }),
    }));
    expect(branchViolations([...GOOD, ...other])).toEqual([]);
  });

  it('are not sold alone where they are parts', () => {
    const { parentId: _, ...alone } = GOOD[2] as BranchLine;
    expect(branchViolations([alone])).toEqual([
      {
        pointer: '/items/2/offeringId',
        code: 'PART_ALONE',
        reason: '"site-access" is sold as a part of "secure-branch"',
      },
    ]);
  });
});
