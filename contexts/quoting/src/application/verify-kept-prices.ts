import { contentHash, type TenantId, timestamp } from '@quotewright/kernel';
import { appendAuditBatch, listAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import { type Database, SqlError, type Tx } from '@quotewright/platform/postgres';
import type { Watch } from '@quotewright/pricing';
import type { PriceDivergence } from '../domain/price-divergence.ts';
import { type FrozenItem, freeze } from '../domain/revision.ts';
import type { KeptPrices, PricedRevision } from '../ports/kept-prices.ts';
import type { PriceAlarm } from '../ports/price-alarm.ts';
import type { KeptPrice, RevisionStore } from '../ports/revision-store.ts';
import { type ProvePriceDeps, provePrice } from './prove-price.ts';
import { type PriceSample, revisionsToProve } from './revisions-to-prove.ts';

export interface VerifyKeptPrices {
  /** Milliseconds since the epoch: what was priced from then on. */
  readonly since: number;
  /** Absent: all of them. */
  readonly sample?: PriceSample;
  /** Whether a divergence takes copies out of use. */
  readonly quarantine: boolean;
}

export interface PriceVerification {
  readonly proven: number;
  readonly diverged: number;
  /** Of those that diverged: which the history of their quote has already. They raise no alarm again. */
  readonly known: number;
  /** The first 100. */
  readonly divergences: readonly PriceDivergence[];
}

/** Told of each divergence when it is found. */
export interface VerificationWatch extends Watch {
  proven?(count: number): void;
  diverged?(divergence: PriceDivergence): void;
}

export interface VerifyKeptPricesDeps extends ProvePriceDeps {
  readonly database: Database;
  readonly revisions: RevisionStore;
  readonly keptPrices: KeptPrices;
  readonly priceAlarm: PriceAlarm;
}

const MAX_REPORTED = 100;

/** In a transaction: each may take a second, and whoever needs the connection waits so long. */
const BATCH = 5;

/**
 * Proves kept prices again, of quotes in any state, a few in a transaction and one in memory. No quote is changed: what is
 * not proven is told, and put into the history of the quote. Stops at the next quote when `signal` says so, and throws its reason.
 */
export const verifyKeptPrices = (deps: VerifyKeptPricesDeps) => {
  const proveBatch = proveOrSplit(deps);
  return async (
    actor: Principal,
    query: VerifyKeptPrices,
    watch: VerificationWatch = {},
  ): Promise<PriceVerification> => {
    const { database, priceAlarm } = deps;
    const { tenant } = actor;
    const report = { proven: 0, diverged: 0, known: 0, divergences: [] as PriceDivergence[] };
    let isQuarantined = false;
    const tell = async ({ proven, divergences }: ProvenRevisions) => {
      // What cannot fail comes first, so that somebody hears of it whatever happens then.
      priceAlarm.proven(proven);
      watch.proven?.(proven);
      for (const divergence of divergences) watch.diverged?.(divergence);
      report.proven += proven;
      report.diverged += divergences.length;
      report.divergences.push(...divergences.slice(0, MAX_REPORTED - report.divergences.length));
      if (divergences.length === 0) return;
      // Where that cannot be found out, all of them are new.
      const news = await notInHistory(database, tenant, divergences, query).catch(() => divergences);
      for (const divergence of news) priceAlarm.diverged(tenant, divergence);
      report.known += divergences.length - news.length;
      // What a later release has made says nothing about the copies of this one.
      const wrong = news.find(({ reason }) => reason !== 'ENGINE_UNKNOWN');
      if (wrong !== undefined && query.quarantine && !isQuarantined) {
        await priceAlarm.quarantine(tenant, inWords(wrong));
        isQuarantined = true;
      }
      // Last: what is in the history raises no alarm again.
      if (news.length > 0) await keepInHistory(database, actor, news, query);
    };
    let done = 0;
    for await (const { revisions, total } of revisionsToProve(deps, tenant, query)) {
      for (let start = 0; start < revisions.length; start += BATCH) {
        const batch = revisions.slice(start, start + BATCH);
        await tell(await proveBatch(tenant, batch, watch.signal));
        done += batch.length;
        watch.progress?.(done, Math.max(done, total), 'prices');
      }
    }
    return report;
  };
};

const inWords = ({ reason, revision, number }: PriceDivergence): string =>
  `${reason}: revision ${revision} of quote ${number} is not proven`;

interface ProvenRevisions {
  readonly proven: number;
  readonly divergences: readonly PriceDivergence[];
}

/** "Data exception": what is kept cannot even be asked for. */
const DATA_EXCEPTION = '22';

/**
 * Proves revisions in one transaction; where one of them is so damaged that PostgreSQL refuses it, each in its own, so that it takes no other
 * with it.
 */
const proveOrSplit = (deps: VerifyKeptPricesDeps) => {
  const { database } = deps;
  const prove = proveRevisions(deps);
  return async function proveAll(
    tenant: TenantId,
    revisions: readonly PricedRevision[],
    signal: AbortSignal | undefined,
  ): Promise<ProvenRevisions> {
    try {
      // It decides what is believed, so it must not be answered from copies: as a command, though it writes nothing.
      return await database.withTenant(tenant, 'write', (tx) => prove(tx, revisions, signal));
    } catch (error) {
      if (!(error instanceof SqlError && error.code.startsWith(DATA_EXCEPTION))) throw error;
      if (revisions.length === 1)
        return { proven: 0, divergences: await unreadable(deps, tenant, revisions) };
      const parts: ProvenRevisions[] = [];
      for (const revision of revisions) parts.push(await proveAll(tenant, [revision], signal));
      return {
        proven: parts.reduce((sum, { proven }) => sum + proven, 0),
        divergences: parts.flatMap(({ divergences }) => divergences),
      };
    }
  };
};

function unreadable(
  { database, revisions: store }: VerifyKeptPricesDeps,
  tenant: TenantId,
  revisions: readonly PricedRevision[],
): Promise<readonly PriceDivergence[]> {
  return database.withTenant(tenant, 'read', async (tx) => {
    const found: PriceDivergence[] = [];
    for (const revision of revisions) {
      const kept = await store.findKeptBytes(tx, revision);
      if (kept !== undefined) found.push({ ...aboutOf(revision, kept), reason: 'PRICE_UNDERIVABLE' });
    }
    return found;
  });
}

const aboutOf = (
  { id: quoteId, number, revision }: PricedRevision,
  { pricedAt, priceHash }: Pick<KeptPrice, 'pricedAt' | 'priceHash'>,
) => ({ quoteId, number, revision, pricedAt: timestamp(pricedAt), priceHash });

const proveRevisions = (deps: VerifyKeptPricesDeps) => {
  const prove = proveRevision(deps);
  return async (
    tx: Tx,
    revisions: readonly PricedRevision[],
    signal: AbortSignal | undefined,
  ): Promise<ProvenRevisions> => {
    const divergences: PriceDivergence[] = [];
    let proven = 0;
    for (const revision of revisions) {
      signal?.throwIfAborted();
      const proof = await prove(tx, revision);
      if (proof === 'proven') proven += 1;
      else if (proof !== 'dropped') divergences.push(proof);
    }
    return { proven, divergences };
  };
};

const proveRevision = (deps: VerifyKeptPricesDeps) => {
  const prove = provePrice(deps);
  return async (tx: Tx, revision: PricedRevision): Promise<'proven' | 'dropped' | PriceDivergence> => {
    const kept = await deps.revisions.findKeptBytes(tx, revision);
    // Back to draft meanwhile.
    if (kept === undefined) return 'dropped';
    const about = aboutOf(revision, kept);
    const proof = await prove(tx, kept);
    if (proof.outcome === 'proven') {
      const shown = await showsKeptAmounts(deps.revisions, tx, revision, proof.price);
      return shown ? 'proven' : { ...about, reason: 'SHOWN_AMOUNTS_DIFFER' };
    }
    const { reason, derivedPriceHash } = proof;
    return { ...about, ...(derivedPriceHash !== undefined && { derivedPriceHash }), reason };
  };
};

/** Whether the amounts by value, which lists and pages of the quote show, are those of the proven bytes. */
async function showsKeptAmounts(
  revisions: RevisionStore,
  tx: Tx,
  key: PricedRevision,
  price: KeptPrice,
): Promise<boolean> {
  const shown = (await revisions.find(tx, key))?.price;
  if (!shown) return false;
  const proven = freeze(price, shown, shown.pinned);
  const same = (a: unknown, b: unknown) => contentHash(a) === contentHash(b);
  return same(shown.totals, proven.totals) && same(amountsOf(shown.items), amountsOf(proven.items));
}

const amountsOf = (items: readonly FrozenItem[]) =>
  items.map(({ id, charges }) => [id, charges.map(({ chargeId, amount }) => [chargeId, amount])]);

const HISTORY = 'quote.price-diverged';
/** Of one quote: it has few revisions, and each of them diverges in few ways. */
const MOST_KNOWN = 100;

/** Those that nobody was told of before, or not with the consequences that they have now. */
function notInHistory(
  database: Database,
  tenant: TenantId,
  divergences: readonly PriceDivergence[],
  { quarantine }: Pick<VerifyKeptPrices, 'quarantine'>,
): Promise<readonly PriceDivergence[]> {
  return database.withTenant(tenant, 'read', async (tx) => {
    const news: PriceDivergence[] = [];
    for (const divergence of divergences) {
      const entity = { type: 'quote', id: divergence.quoteId };
      const { items } = await listAudit(tx, { entity, action: HISTORY }, { limit: MOST_KNOWN });
      const isKnown = items.some(
        ({ detail }) => sameAs(divergence, detail) && (!quarantine || detail['quarantine'] === true),
      );
      if (!isKnown) news.push(divergence);
    }
    return news;
  });
}

const sameAs = (
  { revision, reason, priceHash, derivedPriceHash }: PriceDivergence,
  detail: Readonly<Record<string, unknown>>,
): boolean =>
  detail['revision'] === revision &&
  detail['reason'] === reason &&
  detail['priceHash'] === priceHash &&
  detail['derivedPriceHash'] === (derivedPriceHash ?? null);

async function keepInHistory(
  database: Database,
  actor: Principal,
  divergences: readonly PriceDivergence[],
  { quarantine }: Pick<VerifyKeptPrices, 'quarantine'>,
): Promise<void> {
  const entries = divergences.map(
    ({ quoteId, revision, pricedAt, priceHash, derivedPriceHash = null, reason }) => ({
      actor,
      action: HISTORY,
      entity: { type: 'quote', id: quoteId },
      detail: { revision, pricedAt, priceHash, derivedPriceHash, reason, quarantine },
    }),
  );
  await database.withTenant(actor.tenant, 'write', (tx) => appendAuditBatch(tx, entries));
}
