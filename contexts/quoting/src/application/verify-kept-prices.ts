import { contentHash, timestamp } from '@quotewright/kernel';
import { appendAuditBatch } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Database, Tx } from '@quotewright/platform/postgres';
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
  /** The first 100. */
  readonly divergences: readonly PriceDivergence[];
}

/** Told of each divergence when it is found. */
export interface VerificationWatch extends Watch {
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
  const proveBatch = proveRevisions(deps);
  return async (
    actor: Principal,
    query: VerifyKeptPrices,
    watch: VerificationWatch = {},
  ): Promise<PriceVerification> => {
    const { database, priceAlarm } = deps;
    const { tenant } = actor;
    const report = { proven: 0, diverged: 0, divergences: [] as PriceDivergence[] };
    const tell = async ({ proven, divergences }: ProvenRevisions) => {
      const [first] = divergences;
      // Before anything else that could fail.
      if (first !== undefined && report.diverged === 0 && query.quarantine)
        await priceAlarm.quarantine(tenant, inWords(first));
      priceAlarm.proven(proven);
      for (const divergence of divergences) {
        priceAlarm.diverged(tenant, divergence);
        watch.diverged?.(divergence);
      }
      if (divergences.length > 0) await keepInHistory(database, actor, divergences);
      report.proven += proven;
      report.diverged += divergences.length;
      report.divergences.push(...divergences.slice(0, MAX_REPORTED - report.divergences.length));
    };
    let done = 0;
    for await (const { revisions, total } of revisionsToProve(deps, tenant, query)) {
      for (let start = 0; start < revisions.length; start += BATCH) {
        const batch = revisions.slice(start, start + BATCH);
        // It decides what is believed, so it must not be answered from copies: as a command, though it writes nothing.
        await tell(await database.withTenant(tenant, 'write', (tx) => proveBatch(tx, batch, watch.signal)));
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
    const { id: quoteId, number, revision: of } = revision;
    const { priceHash } = kept;
    const about = { quoteId, number, revision: of, pricedAt: timestamp(kept.pricedAt), priceHash };
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

async function keepInHistory(
  database: Database,
  actor: Principal,
  divergences: readonly PriceDivergence[],
): Promise<void> {
  const entries = divergences.map(
    ({ quoteId, revision, pricedAt, priceHash, derivedPriceHash = null, reason }) => ({
      actor,
      action: 'quote.price-diverged',
      entity: { type: 'quote', id: quoteId },
      detail: { revision, pricedAt, priceHash, derivedPriceHash, reason },
    }),
  );
  await database.withTenant(actor.tenant, 'write', (tx) => appendAuditBatch(tx, entries));
}
