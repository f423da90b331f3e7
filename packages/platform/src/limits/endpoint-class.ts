/** What a route does to the installation: decides which quota it is charged to, and what happens while the store is down. */
export type EndpointClass =
  /** Answers from copies or a few rows. */
  | 'read'
  /** Changes something of a person's daily work. */
  | 'change'
  /** Somebody plays with choices and prices: many small questions. */
  | 'simulation'
  /** Takes seconds of a processor: publications, imports, checks of whole documents. */
  | 'computation'
  /** Makes an order. */
  | 'order-creation'
  /** What machines of partners ask for: subscriptions, exports. */
  | 'integration'
  /** An operator repairs or throws away what others rely on. */
  | 'repair'
  /** An operator corrects limits, or holds a system or a person off. */
  | 'control';

/** What every route says about its price. */
export interface RouteLimit {
  readonly class: EndpointClass;
  /** Units that one request takes from its quotas; a whole number, 1 or more. Taken before the body is read. */
  readonly cost: number;
  /** Units on top for what the body asks; whole, 0 or more. Taken when the body is known to be valid, before any work. */
  readonly ofBody?: (body: never) => number;
}
