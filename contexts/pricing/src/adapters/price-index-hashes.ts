import { contentHash as hashOf } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { compileIndex } from '../domain/compile-price-index.ts';
import { inOrder } from '../domain/in-order.ts';
import { RULES_ENTRY, UNPRICED } from '../domain/price-index.ts';
import { type Hashes, NO_HASH } from './copies-in-batches.ts';
import type { FrozenList } from './frozen-lists.pg.ts';
import { pgPrices } from './prices.pg.ts';
import { storedEntries } from './stored-entries.pg.ts';

/*
 * What the index of a version says, and what it must say: what its frozen document is compiled to, or, where that is damaged itself,
 * what was recorded. The rows, which answer for versions without an index and in listings, must be compiled to the same.
 */

/** By offering id. */
export async function entryHashes(
  tx: Tx,
  frozen: FrozenList,
  offeringIds: readonly string[],
): Promise<ReadonlyMap<string, Hashes>> {
  const { list, indexed, priceListId: id, version } = frozen;
  const wanted = new Set(offeringIds);
  const rows = await pgPrices.ofOfferings(tx, { id, version }, offeringIds);
  // Of an index the rules are looked at for themselves.
  const adjustments =
    indexed && list ? (list.adjustments ?? []) : await pgPrices.adjustments(tx, { id, version });
  const ofRows = compileIndex({ prices: [...rows.values()].flat(), adjustments }).entries;
  const ofDocument =
    list &&
    compileIndex({ ...list, prices: list.prices.filter(({ offeringId }) => wanted.has(offeringId)) }).entries;
  const stored = indexed ? await storedEntries(tx, frozen, offeringIds) : undefined;
  const hashesOf = (offeringId: string) => {
    const entry = stored?.get(offeringId);
    const compiled = ofDocument && hashOf(ofDocument.get(offeringId) ?? UNPRICED);
    return checked(
      stored && (entry?.contentHash ?? hashOf(UNPRICED)),
      hashOf(ofRows.get(offeringId) ?? UNPRICED),
      compiled ?? entry?.recordedHash ?? (stored && hashOf(UNPRICED)),
    );
  };
  return new Map(offeringIds.map((offeringId) => [offeringId, hashesOf(offeringId)]));
}

export async function rulesHashes(tx: Tx, frozen: FrozenList): Promise<Hashes> {
  const { list, indexed, priceListId: id, version } = frozen;
  const entry = indexed ? (await storedEntries(tx, frozen, [RULES_ENTRY])).get(RULES_ENTRY) : undefined;
  // Nothing is left to say what they were.
  if (list === undefined) return { contentHash: entry?.contentHash, recordedHash: NO_HASH };
  const recordedHash = hashOf(inOrder(list.adjustments ?? []));
  if (indexed && entry === undefined) return { contentHash: undefined, recordedHash };
  const ofRows = hashOf(inOrder(await pgPrices.adjustments(tx, { id, version })));
  return checked(entry?.contentHash, ofRows, recordedHash);
}

/** The first of both that is not what was recorded. */
function checked(entry: string | undefined, ofRows: string, recordedHash: string | undefined): Hashes {
  const contentHash = entry === undefined || entry === recordedHash ? ofRows : entry;
  return { contentHash, ...(recordedHash !== undefined && { recordedHash }) };
}
