import type { QuoteEventType } from './events.ts';

/*
 * The life of a quote's revision, as data. `next` of a state is what any row of the table leads to; a row
 * whose `to` is its `from` changes the quote, but not its state. A revision ends as superseded, rejected or
 * expired; `opensRevision` then makes a new draft the live one.
 */

export const quoteStates = [
  'draft',
  'priced',
  'inApproval',
  'approved',
  'presented',
  'accepted',
  'ordered',
  'rejected',
  'expired',
  'superseded',
  'cancelled',
] as const;

export type QuoteState = (typeof quoteStates)[number];

export const tmfQuoteStates = [
  'inProgress',
  'pending',
  'approved',
  'accepted',
  'rejected',
  'cancelled',
] as const;

/** TMF648 v4. It knows no expiry and no supersession: both are quotes that cannot be accepted any more. */
export const tmfStateOf = {
  draft: 'inProgress',
  priced: 'inProgress',
  inApproval: 'pending',
  approved: 'approved',
  presented: 'approved',
  accepted: 'accepted',
  ordered: 'accepted',
  rejected: 'rejected',
  expired: 'cancelled',
  superseded: 'cancelled',
  cancelled: 'cancelled',
} as const satisfies Record<QuoteState, (typeof tmfQuoteStates)[number]>;

export const quoteCommands = [
  'edit',
  'price',
  'submit',
  'approve',
  'decline',
  'present',
  'accept',
  'reject',
  'revise',
  'convert',
  'cancel',
  'expire',
] as const;

export type QuoteCommand = (typeof quoteCommands)[number];

export type QuoteGuard =
  | 'hasItems'
  | 'withinValidity'
  | 'validityPassed'
  | 'needsApproval'
  | 'needsNoApproval'
  | 'hasReason';

export interface QuoteTransition {
  readonly from: QuoteState;
  readonly command: QuoteCommand;
  readonly to: QuoteState;
  /** All must hold. Rows of one command that differ in `to` differ in their last guard only. */
  readonly guards?: readonly QuoteGuard[];
  /** Types of the events of the transition, in order. */
  readonly emits: readonly QuoteEventType[];
  readonly opensRevision?: true;
}

export const quoteTransitions: readonly QuoteTransition[] = [
  { from: 'draft', command: 'edit', to: 'draft', emits: ['QuoteChanged'] },
  { from: 'draft', command: 'price', to: 'priced', guards: ['hasItems'], emits: ['QuotePriced'] },
  { from: 'draft', command: 'cancel', to: 'cancelled', emits: ['QuoteCancelled'] },

  { from: 'priced', command: 'edit', to: 'draft', emits: ['QuoteChanged'] },
  { from: 'priced', command: 'price', to: 'priced', guards: ['hasItems'], emits: ['QuotePriced'] },
  {
    from: 'priced',
    command: 'submit',
    to: 'inApproval',
    guards: ['withinValidity', 'needsApproval'],
    emits: ['QuoteSubmitted'],
  },
  {
    from: 'priced',
    command: 'submit',
    to: 'approved',
    guards: ['withinValidity', 'needsNoApproval'],
    emits: ['QuoteSubmitted', 'QuoteApproved'],
  },
  { from: 'priced', command: 'cancel', to: 'cancelled', emits: ['QuoteCancelled'] },

  {
    from: 'inApproval',
    command: 'approve',
    to: 'approved',
    guards: ['withinValidity'],
    emits: ['QuoteApproved'],
  },
  { from: 'inApproval', command: 'decline', to: 'draft', emits: ['QuoteDeclined'] },
  { from: 'inApproval', command: 'cancel', to: 'cancelled', emits: ['QuoteCancelled'] },

  {
    from: 'approved',
    command: 'present',
    to: 'presented',
    guards: ['withinValidity'],
    emits: ['QuotePresented'],
  },
  { from: 'approved', command: 'revise', to: 'superseded', emits: ['QuoteRevised'], opensRevision: true },
  { from: 'approved', command: 'cancel', to: 'cancelled', emits: ['QuoteCancelled'] },
  { from: 'approved', command: 'expire', to: 'expired', guards: ['validityPassed'], emits: ['QuoteExpired'] },

  {
    from: 'presented',
    command: 'accept',
    to: 'accepted',
    guards: ['withinValidity'],
    emits: ['QuoteAccepted'],
  },
  { from: 'presented', command: 'reject', to: 'rejected', emits: ['QuoteRejected'] },
  { from: 'presented', command: 'revise', to: 'superseded', emits: ['QuoteRevised'], opensRevision: true },
  { from: 'presented', command: 'cancel', to: 'cancelled', emits: ['QuoteCancelled'] },
  {
    from: 'presented',
    command: 'expire',
    to: 'expired',
    guards: ['validityPassed'],
    emits: ['QuoteExpired'],
  },

  { from: 'accepted', command: 'convert', to: 'ordered', emits: ['QuoteOrdered'] },
  { from: 'accepted', command: 'cancel', to: 'cancelled', guards: ['hasReason'], emits: ['QuoteCancelled'] },

  { from: 'rejected', command: 'revise', to: 'rejected', emits: ['QuoteRevised'], opensRevision: true },
  { from: 'expired', command: 'revise', to: 'expired', emits: ['QuoteRevised'], opensRevision: true },
];
