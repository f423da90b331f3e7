import { describe, expect, it } from 'vitest';
import { quoteEvents } from './events.ts';
import { quoteTransitions } from './quote-states.ts';

const standingIn = (state: string) => ({
  quoteId: 'q-1',
  number: 'Q-1',
  revision: 1,
  state,
  version: 1,
  accountId: 'a-1',
});

/** Whether an event of the type could say that the quote is in the state: everything else it says is left open. */
function allows(type: keyof typeof quoteEvents, state: string): boolean {
  const { success, error } = quoteEvents[type].data.safeParse(standingIn(state));
  return success || error.issues.every(({ path }) => path[0] !== 'state');
}

describe('the events of a quote', () => {
  it('are those that the table of states names, and the one that opens a quote', () => {
    const named = new Set(['QuoteCreated', ...quoteTransitions.flatMap(({ emits }) => emits)]);
    expect(Object.keys(quoteEvents).toSorted()).toEqual([...named].toSorted());
  });

  it('stand in the states that the table leads to', () => {
    for (const { emits, to, opensRevision } of quoteTransitions) {
      const state = opensRevision === true ? 'draft' : to;
      for (const type of emits) expect(allows(type, state), `${type} in ${state}`).toBe(true);
    }
    expect(allows('QuoteAccepted', 'draft')).toBe(false);
  });
});
