import type { SeededRandom } from '../seeded-random.ts';

type Nothing = Readonly<Record<never, never>>;

interface Chance {
  /** Of each occasion, 0 to 1. */
  readonly chance: number;
}

/** Milliseconds, drawn anew for each occasion. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** What can be said about each fault. */
export interface FaultTerms {
  readonly killed: Nothing;
  /** `dropped`: share of the operations under way that get no answer after healing either; every other one of them is applied. */
  readonly hanging: { readonly dropped: number };
  readonly slow: Span;
  readonly flushed: Nothing;
  readonly full: Nothing;
  /** `everything`: also counters, handovers and leases of their own, as on a server that keeps all in one. */
  readonly evicting: Chance & { readonly everything: boolean };
  /** `window`: milliseconds of acknowledged writes that are lost; `reconnect`: milliseconds until the bus is heard again. */
  readonly 'lost-writes': { readonly window: number; readonly reconnect: number };
  readonly garbage: Chance;
  readonly huge: Chance & { readonly bytes: number };
  /** `lag`: milliseconds. */
  readonly stale: { readonly lag: number };
  readonly 'older-schema': Chance;
  readonly 'cross-tenant': Chance;
  readonly replayed: Chance;
  readonly 'leased-twice': Chance;
  /** `timeout`: milliseconds until the caller hears of it; the span: until it is applied. */
  readonly 'late-writes': Chance & Span & { readonly timeout: number };
  readonly torn: Chance;
  readonly 'error-replies': Chance & { readonly replies: readonly [string, ...string[]] };
  /** `by`: milliseconds, may be negative. */
  readonly 'clock-skew': { readonly by: number };
  readonly 'bus-lost': Chance;
  readonly 'bus-doubled': Chance;
  readonly 'bus-reordered': Span;
  readonly 'bus-delayed': Span;
  readonly 'bus-cut': Nothing;
  readonly 'heartbeats-lost': Chance;
  readonly 'wakes-lost': Chance;
}

export type FaultName = keyof FaultTerms;

interface Fault<Terms> {
  /** What the callers of the store see. */
  readonly about: string;
  /** It happens at once and is over; there is nothing to heal. */
  readonly momentary: boolean;
  readonly terms: Terms;
  /** Terms for a timeline; without it the usual ones. */
  readonly draw?: (random: SeededRandom) => Terms;
}

const nothing: Nothing = Object.freeze({});
const sometimes = (random: SeededRandom): Chance => ({ chance: random.pick([0.05, 0.3, 1]) });
const span = (random: SeededRandom, longest: number): Span => {
  const to = random.between(1, longest);
  return { from: random.between(0, to), to };
};

export const faults: { readonly [Name in FaultName]: Fault<FaultTerms[Name]> } = {
  killed: { about: 'Every operation rejects at once; the bus is cut.', momentary: false, terms: nothing },
  hanging: {
    about: 'Nothing answers until it is healed; then what waits is done in order, except what is dropped.',
    momentary: false,
    terms: { dropped: 0 },
    draw: (random) => ({ dropped: random.pick([0, 0.5, 1]) }),
  },
  slow: {
    about: 'Every operation takes longer, partly before and partly after it is applied; order is lost.',
    momentary: false,
    terms: { from: 20, to: 200 },
    draw: (random) => span(random, 500),
  },
  flushed: { about: 'All keys are gone; the bus has a new epoch.', momentary: true, terms: nothing },
  full: {
    about: 'What needs memory rejects with OOM; reads, releases, renewals and evictions work.',
    momentary: false,
    terms: nothing,
  },
  evicting: {
    about: 'With an operation a random key vanishes: a value, a lease or the waiters of one.',
    momentary: false,
    terms: { chance: 1, everything: false },
    draw: (random) => ({ ...sometimes(random), everything: random.chance(0.5) }),
  },
  'lost-writes': {
    about:
      'Failover: acknowledged writes of the last while are undone, their leases vanish, the bus goes back.',
    momentary: true,
    terms: { window: 1000, reconnect: 0 },
    draw: (random) => ({ window: random.between(1, 5000), reconnect: random.between(0, 500) }),
  },
  garbage: {
    about: 'Reads answer random, truncated or bit-flipped bytes, also where there is no value.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  huge: {
    about: 'Reads answer far too much: the value, or zeros, padded to 50 MB.',
    momentary: false,
    terms: { chance: 1, bytes: 50_000_000 },
    draw: () => ({ chance: 0.05, bytes: 50_000_000 }),
  },
  stale: {
    about: 'Reads answer what was stored a while ago, as a replica does that lags.',
    momentary: false,
    terms: { lag: 1000 },
    draw: (random) => ({ lag: random.between(1, 5000) }),
  },
  'older-schema': {
    about: 'Reads answer the bytes that the key had when `recordOlderSchema` was called.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  'cross-tenant': {
    about: "Reads answer another key's value: the same thing of another tenant where there is one.",
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  replayed: {
    about: 'Reads answer an earlier value of the key, also after it was deleted.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  'leased-twice': {
    about: 'A lease is granted although somebody holds it, who then does not hold it any more.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  'late-writes': {
    about: 'A write rejects with a timeout and is applied later, perhaps after healing.',
    momentary: false,
    terms: { chance: 1, timeout: 50, from: 0, to: 2000 },
    draw: (random) => ({ ...sometimes(random), ...span(random, 5000), timeout: random.between(1, 100) }),
  },
  torn: {
    about: 'A write of several keys is applied to some of them and rejects.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  'error-replies': {
    about: 'Operations reject with an error reply of the server.',
    momentary: false,
    terms: { chance: 1, replies: ['WRONGTYPE Operation against a key holding the wrong kind of value'] },
    draw: (random) => ({
      ...sometimes(random),
      replies: [
        random.pick([
          'WRONGTYPE Operation against a key holding the wrong kind of value',
          "READONLY You can't write against a read only replica.",
          'LOADING Redis is loading the dataset in memory',
          'BUSY Redis is busy running a script.',
          'NOSCRIPT No matching script.',
          'CLUSTERDOWN The cluster is down',
          'TRYAGAIN Multiple keys request during rehashing of slot',
        ]),
      ],
    }),
  },
  'clock-skew': {
    about: "The store's clock is off.",
    momentary: false,
    terms: { by: 90_000 },
    draw: (random) => ({ by: random.between(-90_000, 90_000) }),
  },
  'bus-lost': {
    about: 'Messages do not reach a listener; who announced them hears nothing of it.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  'bus-doubled': {
    about: 'Messages arrive twice.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  'bus-reordered': {
    about: 'Messages arrive late and overtake one another; heartbeats overtake them.',
    momentary: false,
    terms: { from: 0, to: 100 },
    draw: (random) => span(random, 1000),
  },
  'bus-delayed': {
    about: 'Messages and heartbeats arrive late, in order.',
    momentary: false,
    terms: { from: 100, to: 100 },
    draw: (random) => span(random, 5000),
  },
  'bus-cut': {
    about: 'The subscription is disconnected, and subscribed again by healing; operations work.',
    momentary: false,
    terms: nothing,
  },
  'heartbeats-lost': {
    about: 'Heartbeats are sent and do not come back.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
  'wakes-lost': {
    about: 'Who waits for a lease is not woken.',
    momentary: false,
    terms: { chance: 1 },
    draw: sometimes,
  },
};

export const faultNames = Object.keys(faults) as readonly FaultName[];
