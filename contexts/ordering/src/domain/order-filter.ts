import type { Reach } from '@quotewright/platform/auth';
import type { OrderState } from './order-states.ts';

/** Orders of the list; `-` is descending. Ties are broken by id. */
export const orderSorts = ['createdAt', '-createdAt', 'number', '-number'] as const;

export type OrderSort = (typeof orderSorts)[number];

/** What a list is narrowed to. Times are milliseconds since the epoch, from inclusive, to exclusive. */
export interface OrderFilter {
  readonly reach: Reach;
  readonly state?: OrderState;
  readonly account?: string;
  readonly owner?: string;
  readonly number?: string;
  /** Id of the quote. */
  readonly quote?: string;
  readonly createdFrom?: number;
  readonly createdTo?: number;
  readonly sort: OrderSort;
}
