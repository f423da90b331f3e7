/*
 * The states of orders and of their items (TMF622), which share one table. Items move; an order's state is
 * always the roll-up of its items', never set by itself.
 */

export const orderStates = [
  'acknowledged',
  'inProgress',
  'pending',
  'held',
  'assessingCancellation',
  'pendingCancellation',
  'completed',
  'failed',
  'partial',
  'rejected',
  'cancelled',
] as const;

export type OrderState = (typeof orderStates)[number];

/** Where a state can go. Nothing leads on from the last five. */
export const nextOrderStates: Readonly<Record<OrderState, readonly OrderState[]>> = {
  acknowledged: ['inProgress', 'pending', 'held', 'assessingCancellation', 'rejected', 'cancelled'],
  inProgress: ['pending', 'held', 'assessingCancellation', 'completed', 'failed', 'partial'],
  /** Waits for somebody outside; may be cancelled by time. */
  pending: ['inProgress', 'held', 'assessingCancellation', 'failed', 'cancelled'],
  /** Cannot go on; its clock stands still. */
  held: ['inProgress', 'pending', 'assessingCancellation', 'failed', 'cancelled'],
  /** Somebody wants it cancelled: is that still possible? */
  assessingCancellation: ['inProgress', 'pending', 'held', 'pendingCancellation', 'completed'],
  /** Yes; what was done is being undone. */
  pendingCancellation: ['cancelled', 'failed'],
  completed: [],
  failed: [],
  partial: [],
  rejected: [],
  cancelled: [],
};

/** Nothing will change any more. */
export function isFinal(state: OrderState): boolean {
  return nextOrderStates[state].length === 0;
}

/** While work goes on, the state that most needs attention shows; while nothing does, the order is under way. */
const ATTENTION = ['pendingCancellation', 'assessingCancellation', 'held', 'pending'] as const;

/**
 * The state of an order with items in these states; at least one. Items that agree decide alone. As long as
 * one can still move, so does the order. Once none can: some of it was delivered (`partial`), or none, and
 * then a failure weighs more than a refusal, and a refusal more than a cancellation.
 */
export function rollUp(items: readonly OrderState[]): OrderState {
  const present = new Set(items);
  const [only] = present;
  if (only === undefined) throw new Error('an order has at least one item');
  if (present.size === 1) return only;
  if (!items.every(isFinal)) return ATTENTION.find((state) => present.has(state)) ?? 'inProgress';
  if (present.has('completed') || present.has('partial')) return 'partial';
  return present.has('failed') ? 'failed' : 'rejected';
}
