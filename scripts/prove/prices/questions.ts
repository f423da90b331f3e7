import type { SeededRandom } from '@quotewright/acceleration/testing';
import type { PriceRequest, PriceRequestLine } from '@quotewright/pricing';
import { TRAFFIC } from './list-variant.ts';
import {
  ACCOUNTS,
  BUNDLE_IDS,
  CARE,
  CHANNELS,
  CODES,
  COVER,
  CURRENCIES,
  chanceOf,
  GHOSTS,
  LATE,
  LEAF_IDS,
  OLD_CODE,
  REGIONS,
  SEASONAL,
  TENANTS,
  TERMS,
} from './world.ts';

/** A request as somebody of a tenant makes it. */
export interface Question {
  readonly tenant: string;
  /** Where it is about an account: which of `ACCOUNTS`. */
  readonly account?: string;
  readonly request: Omit<PriceRequest, 'accountId'>;
}

/** Requests, each of which is asked for several. */
const REQUESTS = 500;
/** All answers to these are refusals. */
const HOPELESS = 0.01;
const DATES = ['2026-06-15', '2026-06-30', '2026-07-01', '2026-07-02', '2026-12-31'];

/** How often each request stands in the questions. */
export const TWINS = { all: TENANTS.length * (ACCOUNTS.length + 1), ofTenant: ACCOUNTS.length + 1 };

/**
 * The questions of a round, request by request: by one tenant for each account and then for nobody, then by the other.
 * The first requests are asked most.
 */
export function questionsOf(seed: number): readonly Question[] {
  const random = chanceOf(seed, 'questions');
  return Array.from({ length: REQUESTS }, (_, index) => requestBy(random.fork(`request ${index}`))).flatMap(
    (request) =>
      TENANTS.flatMap((tenant): readonly Question[] => [
        ...ACCOUNTS.map((account) => ({ tenant, account, request })),
        { tenant, request },
      ]),
  );
}

function requestBy(random: SeededRandom): Question['request'] {
  const common = {
    currency: random.pick(CURRENCIES),
    channel: random.pick(CHANNELS),
    effectiveDate: random.pick(DATES),
    ...(random.chance(0.2) && { promotionCodes: random.shuffled(CODES).slice(0, random.between(1, 2)) }),
  };
  if (random.chance(HOPELESS)) return hopeless(common, random);
  if (random.chance(0.15)) return { ...common, lines: bundle(random) };
  const count = random.chance(0.01) ? 100 : random.between(1, random.pick([2, 4, 8]));
  const lines = Array.from({ length: count }, (_, index) => line(`${index}`, random));
  if (random.chance(0.1)) lines.push({ id: 'cover', offeringId: COVER, quantity: '1' });
  return { ...common, lines };
}

/** Refused whatever is published. */
function hopeless(common: Omit<Question['request'], 'lines'>, random: SeededRandom): Question['request'] {
  const { promotionCodes: _, ...rest } = common;
  const lines = [line('0', random)];
  return random.pick<Question['request']>([
    { ...rest, lines: [{ id: '0', offeringId: 'never-sold', quantity: '1' }] },
    { ...rest, lines, promotionCodes: ['NEVER'] },
    { ...rest, lines, promotionCodes: [OLD_CODE], effectiveDate: '2026-07-01' },
    { ...rest, lines: [{ id: '0', offeringId: LATE, quantity: '1' }], effectiveDate: '2026-06-30' },
    { ...rest, lines: [{ id: '0', offeringId: LEAF_IDS[0] as string, quantity: '1.5' }] },
  ]);
}

function line(id: string, random: SeededRandom): PriceRequestLine {
  const offeringId = offering(random);
  const hasTraffic = LEAF_IDS.indexOf(offeringId) % 5 === 2;
  return {
    id,
    offeringId,
    quantity: String(random.pick([1, 1, 2, 5, 10, 11, 50, 51, 400])),
    ...(hasTraffic && random.chance(0.7) && { usage: { [TRAFFIC]: String(random.between(0, 3_000)) } }),
    ...(random.chance(0.6) && { characteristics: { region: [random.pick(REGIONS)] } }),
    ...(random.chance(0.5) && { termMonths: random.pick(TERMS) }),
    ...(random.chance(0.1) && { manualAdjustments: [byHand(random)] }),
  };
}

/** Mostly of the first forty, for which there are contract prices; now and then one that is not always on sale. */
function offering(random: SeededRandom): string {
  if (random.chance(0.01)) return random.pick([...GHOSTS, ...SEASONAL]);
  return LEAF_IDS[random.chance(0.7) ? random.between(0, 39) : random.between(40, 99)] as string;
}

function byHand(random: SeededRandom) {
  const adjustment = { type: 'percent' as const, value: String(-random.between(1, 30)) };
  return { adjustment, reason: `agreed ${random.between(1, 9)}` };
}

function bundle(random: SeededRandom): readonly PriceRequestLine[] {
  const root: PriceRequestLine = {
    id: 'root',
    offeringId: random.pick(BUNDLE_IDS),
    quantity: '1',
    termMonths: random.pick(TERMS),
  };
  const parts = Array.from({ length: random.between(1, 5) }, (_, index) => ({
    ...line(`part-${index}`, random),
    parentId: root.id,
  }));
  return [root, ...parts, { id: 'care', offeringId: CARE, quantity: '1', parentId: root.id }];
}
