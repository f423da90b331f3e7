/** What somebody uses that is faster with the store, and goes on without it. */
export interface StoreDownRow {
  readonly use: string;
  /** What is promised while the store is in trouble. */
  readonly behaviour: string;
}

/** Each row is rehearsed under each of the troubles. */
export const STORE_DOWN = {
  catalog: {
    use: 'Catalog: offerings, lists, specifications',
    behaviour: 'Loaded from PostgreSQL, as many at a time as the category allows.',
  },
  configuration: {
    use: 'Configuration',
    behaviour: 'The rules are loaded from PostgreSQL and evaluated; the answer is the same.',
  },
  tenantConfig: {
    use: "A tenant's settings",
    behaviour:
      'Read from PostgreSQL. A change is seen by the next request on every process; price simulations elsewhere may use the copy of before until the process that made the change reaches the store again.',
  },
  promotions: {
    use: 'Promotions and discount policies',
    behaviour: 'Read from PostgreSQL; prices have the same discounts.',
  },
  quoteSummary: {
    use: 'Quotes, one and in lists',
    behaviour: 'Read from PostgreSQL.',
  },
  priceSimulation: {
    use: 'Price simulation',
    behaviour: 'Computed from PostgreSQL.',
  },
  publishedPrice: {
    use: 'Prices after a publication on another process',
    behaviour:
      'Commands use the new price at once. Simulations elsewhere may show the price of before until the process that published reaches the store again, or two seconds where the store answers nobody.',
  },
  idempotency: {
    use: 'Repeated commands',
    behaviour: 'Decided by PostgreSQL alone: one effect, and the answer that was given first.',
  },
  oneTimeToken: {
    use: 'One-time tokens (confirmations)',
    behaviour: 'Decided by PostgreSQL alone: each is used up once.',
  },
  authorization: {
    use: 'Authorization',
    behaviour: 'Commands read the policy from PostgreSQL: a right that was taken away is gone at once.',
  },
  limitsLocal: {
    use: 'Rate limits of reading, changes, simulation, computation, integration',
    behaviour:
      'Each process admits its share of the quota, which begins empty when the store goes away; all together never more than the quota while the store answers nothing, and at most twice the quota while it answers some.',
  },
  limitsOpen: {
    use: 'Rate limits of order creation',
    behaviour: 'Every order is taken, with an alarm; PostgreSQL makes one order of a quote.',
  },
  limitsClosed: {
    use: 'Rate limits of repairs and purges',
    behaviour: 'Refused with 503 `LIMITER_UNAVAILABLE`, but for an operator who has broken the glass.',
  },
  wizard: {
    use: 'Wizards',
    behaviour:
      'Rows in PostgreSQL: they go on where they were, on every process; the commit of a repair is closed as repairs are.',
  },
  session: {
    use: 'Sessions of the console',
    behaviour: 'Rows in PostgreSQL: nobody has to sign in again.',
  },
  rebuild: {
    use: 'Many who ask for the same thing that nobody has',
    behaviour:
      'Each process computes it by itself, for all who wait for it; as many at a time as the category allows.',
  },
  throttle: {
    use: 'Calls to external systems',
    behaviour:
      'Each process sends its share; all together never more than the system is spared while the store answers nothing, and at most twice that while it answers some.',
  },
  memory: {
    use: "Copies in a process's memory",
    behaviour:
      'What has its version in its key is answered while PostgreSQL answers; what can change is not answered from memory.',
  },
} as const satisfies Readonly<Record<string, StoreDownRow>>;

export type StoreDownUse = keyof typeof STORE_DOWN;

/** Promised for what is not there yet, and therefore not rehearsed. */
export const STORE_DOWN_LATER: readonly StoreDownRow[] = [
  { use: 'Dashboards', behaviour: 'A projection in PostgreSQL, which says how fresh it is.' },
];

export interface StoreTroubleRow {
  readonly name: string;
  readonly means: string;
  /** Whether nothing of what is asked is answered for as long as it lasts; else some of it is. */
  readonly silent: boolean;
}

export const STORE_TROUBLES = {
  killed: { name: 'killed', means: 'Redis ends at once and nobody listens on its port.', silent: true },
  frozen: {
    name: 'frozen',
    means: 'Redis is stopped: connections stay open, nothing is answered.',
    silent: true,
  },
  full: {
    name: 'full',
    means: 'Every write that needs memory is refused (`OOM`, noeviction).',
    silent: false,
  },
  flushed: { name: 'flushed', means: 'All of it is gone at once; it answers.', silent: false },
  hanging: {
    name: 'hanging behind the network',
    means: 'Connections are accepted, nothing passes either way.',
    silent: true,
  },
  slow: {
    name: 'slower than requests wait',
    means: 'Bytes arrive 400 ms late, both ways.',
    silent: true,
  },
  reset: {
    name: 'reset in the middle of replies',
    means: 'Every connection is reset after 60 bytes of replies.',
    silent: false,
  },
  garbage: { name: 'answering garbage', means: 'A bit of every byte of the replies is wrong.', silent: true },
  failedOver: {
    name: 'failed over by Sentinel, losing writes',
    means: 'The primary is killed; the replica that follows it had been cut off before.',
    silent: false,
  },
  clusterPrimary: {
    name: 'a primary of the cluster killed',
    means: 'A shard is gone until its replica has taken over.',
    silent: false,
  },
} as const satisfies Readonly<Record<string, StoreTroubleRow>>;

export type StoreTroubleName = keyof typeof STORE_TROUBLES;
