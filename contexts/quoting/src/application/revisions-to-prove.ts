import { sha256, type TenantId } from '@quotewright/kernel';
import type { Database, Tx } from '@quotewright/platform/postgres';
import type { KeptPrices, PricedRevision } from '../ports/kept-prices.ts';

/** Which of many: drawn by the seed, so that a run can be repeated. */
export interface PriceSample {
  /** Of what was priced since the time that is asked about. */
  readonly size: number;
  /** Of what was priced before it. */
  readonly older: number;
  readonly seed: string;
}

interface RevisionsDeps {
  readonly database: Database;
  readonly keptPrices: KeptPrices;
}

interface RevisionsAtATime {
  readonly revisions: readonly PricedRevision[];
  /** How many there are in all. */
  readonly total: number;
}

const PAGE = 100;

/** What was priced from `since` until now, or a sample, in the order of pricing. Reads keys only, a page in a transaction. */
export async function* revisionsToProve(
  { database, keptPrices }: RevisionsDeps,
  tenant: TenantId,
  { since, sample }: { readonly since: number; readonly sample?: PriceSample },
): AsyncGenerator<RevisionsAtATime> {
  const read = <T>(work: (tx: Tx) => Promise<T>) => database.withTenant(tenant, 'read', work);
  if (sample !== undefined) {
    const revisions = await read((tx) => drawn(keptPrices, tx, since, sample));
    yield { revisions, total: revisions.length };
    return;
  }
  const { within, total } = await read(async (tx) => {
    const until = { since, before: tx.now + 1 };
    return { within: until, total: await keptPrices.count(tx, until) };
  });
  for (let after: PricedRevision | undefined; ; ) {
    const revisions = await read((tx) => keptPrices.page(tx, within, PAGE, after));
    if (revisions.length > 0) yield { revisions, total };
    if (revisions.length < PAGE) return;
    after = revisions.at(-1);
  }
}

/**
 * Recent ones by chance, each as likely as any other. Older ones by times by chance, because history is long: those that stand
 * alone in their time are found more often.
 */
async function drawn(
  keptPrices: KeptPrices,
  tx: Tx,
  since: number,
  { size, older, seed }: PriceSample,
): Promise<readonly PricedRevision[]> {
  const recent = await keptPrices.sample(tx, { since, before: tx.now + 1 }, size, seed);
  const oldest = older === 0 ? undefined : await keptPrices.oldest(tx);
  if (oldest === undefined || oldest >= since) return recent;
  const times = Array.from({ length: older }, (_, index) =>
    Math.floor(oldest + fraction(`${seed} ${index}`) * (since - oldest)),
  );
  return [...(await keptPrices.firstFrom(tx, times, since)), ...recent];
}

/** In [0, 1), always the same for the same text. */
const fraction = (text: string): number => Number.parseInt(sha256(text).slice(0, 12), 16) / 2 ** 48;
