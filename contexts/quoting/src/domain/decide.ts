import {
  type QuoteCommand,
  type QuoteGuard,
  type QuoteState,
  type QuoteTransition,
  quoteTransitions,
} from './quote-states.ts';

/** What guards look at. Times are milliseconds since the epoch. */
export interface QuoteFacts {
  readonly now: number;
  /** The quote can be accepted before this instant. */
  readonly validUntil: number;
  readonly itemCount: number;
  readonly approvalSignals: number;
  readonly reason: string | undefined;
}

export type RefusalCode =
  | 'QUOTE_STATE_FORBIDS'
  | 'QUOTE_EMPTY'
  | 'QUOTE_VALIDITY_PASSED'
  | 'QUOTE_REASON_REQUIRED';

export type Decision =
  | { readonly outcome: 'moves'; readonly transition: QuoteTransition }
  | { readonly outcome: 'refused'; readonly code: RefusalCode; readonly reason: string };

interface Guard {
  readonly holds: (facts: QuoteFacts) => boolean;
  readonly code: RefusalCode;
  readonly reason: string;
}

const guards: Readonly<Record<QuoteGuard, Guard>> = {
  hasItems: { holds: (facts) => facts.itemCount > 0, code: 'QUOTE_EMPTY', reason: 'add an item first' },
  withinValidity: {
    holds: (facts) => facts.now < facts.validUntil,
    code: 'QUOTE_VALIDITY_PASSED',
    reason: 'its validity has ended; set a later validUntil first',
  },
  validityPassed: {
    holds: (facts) => facts.now >= facts.validUntil,
    code: 'QUOTE_STATE_FORBIDS',
    reason: 'it is still valid',
  },
  needsApproval: {
    holds: (facts) => facts.approvalSignals > 0,
    code: 'QUOTE_STATE_FORBIDS',
    reason: 'nothing needs an approval',
  },
  needsNoApproval: {
    holds: (facts) => facts.approvalSignals === 0,
    code: 'QUOTE_STATE_FORBIDS',
    reason: 'it needs an approval',
  },
  hasReason: {
    holds: (facts) => facts.reason !== undefined,
    code: 'QUOTE_REASON_REQUIRED',
    reason: 'say why: the customer has accepted it',
  },
};

/** What a command does to a quote in this state: the row of the table whose guards hold, or why none does. */
export function decide(state: QuoteState, command: QuoteCommand, facts: QuoteFacts): Decision {
  const rows = quoteTransitions.filter((row) => row.from === state && row.command === command);
  const failing = rows.map((row) => row.guards?.find((guard) => !guards[guard].holds(facts)));
  const chosen = rows.find((_row, index) => failing[index] === undefined);
  if (chosen !== undefined) return { outcome: 'moves', transition: chosen };
  const [first] = failing;
  if (first !== undefined)
    return { outcome: 'refused', code: guards[first].code, reason: guards[first].reason };
  return { outcome: 'refused', code: 'QUOTE_STATE_FORBIDS', reason: `it is ${state}` };
}

/** Commands that callers may try in this state. Expiry is nobody's command: time does it. */
export function allowedCommands(state: QuoteState): readonly QuoteCommand[] {
  const commands = quoteTransitions.filter((row) => row.from === state).map((row) => row.command);
  return [...new Set(commands)].filter((command) => command !== 'expire');
}
