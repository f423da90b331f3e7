import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedCommands, decide, type QuoteFacts } from './decide.ts';
import { type QuoteState, quoteCommands, quoteStates, quoteTransitions } from './quote-states.ts';

/** The table as the specification prints it. */
const specified: Readonly<Record<QuoteState, readonly QuoteState[]>> = {
  draft: ['priced', 'cancelled'],
  priced: ['draft', 'inApproval', 'approved', 'cancelled'],
  inApproval: ['approved', 'draft', 'cancelled'],
  approved: ['presented', 'superseded', 'expired', 'cancelled'],
  presented: ['accepted', 'rejected', 'expired', 'superseded', 'cancelled'],
  accepted: ['ordered', 'cancelled'],
  ordered: [],
  rejected: [],
  expired: [],
  superseded: [],
  cancelled: [],
};

const state = fc.constantFrom(...quoteStates);
const command = fc.constantFrom(...quoteCommands);
const facts: fc.Arbitrary<QuoteFacts> = fc.record({
  now: fc.integer({ min: 0, max: 10 }),
  validUntil: fc.integer({ min: 0, max: 10 }),
  itemCount: fc.nat({ max: 2 }),
  approvalSignals: fc.nat({ max: 2 }),
  reason: fc.constantFrom(undefined, 'because'),
});

describe('the quote state table', () => {
  it.each(quoteStates)('leads from %s exactly where the specification says', (from) => {
    const next = quoteTransitions.filter((row) => row.from === from && row.to !== from).map((row) => row.to);
    expect([...new Set(next)].sort()).toEqual([...specified[from]].sort());
  });

  it('is never left by any sequence of commands', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(command, facts), { maxLength: 30 }), (steps) => {
        let current: QuoteState = 'draft';
        for (const [next, given] of steps) {
          const decision = decide(current, next, given);
          if (decision.outcome === 'refused') continue;
          const { to, opensRevision } = decision.transition;
          expect(to === current || specified[current].includes(to)).toBe(true);
          current = opensRevision === true ? 'draft' : to;
        }
      }),
    );
  });

  it('lets every edge be taken under some facts', () => {
    const worlds = fc.sample(facts, { numRuns: 500, seed: 1 });
    for (const row of quoteTransitions) {
      const taken = worlds.some((world) => {
        const decision = decide(row.from, row.command, world);
        return decision.outcome === 'moves' && decision.transition === row;
      });
      expect(taken, `${row.from} –${row.command}→ ${row.to}`).toBe(true);
    }
  });

  it('refuses every command that a state does not have, whatever the facts', () => {
    fc.assert(
      fc.property(state, command, facts, (from, tried, given) => {
        fc.pre(!quoteTransitions.some((row) => row.from === from && row.command === tried));
        expect(decide(from, tried, given)).toMatchObject({ outcome: 'refused', code: 'QUOTE_STATE_FORBIDS' });
      }),
    );
  });

  it('offers exactly the commands that can succeed, and never expiry, which is nobody’s', () => {
    for (const from of quoteStates) {
      const rows = quoteTransitions.filter((row) => row.from === from && row.command !== 'expire');
      expect([...allowedCommands(from)].sort()).toEqual([...new Set(rows.map((row) => row.command))].sort());
    }
  });

  it('opens a revision only where one ends', () => {
    const opening = quoteTransitions.filter((row) => row.opensRevision === true);
    expect(opening.map((row) => [row.from, row.to])).toEqual([
      ['approved', 'superseded'],
      ['presented', 'superseded'],
      ['rejected', 'rejected'],
      ['expired', 'expired'],
    ]);
  });
});
