import { queries, type Tx } from '@quotewright/platform/postgres';
import type { RevisionKey, RevisionStore } from '../ports/revision-store.ts';
import { noPriceColumns, priceColumns, revisionColumns, revisionOf } from './revision-rows.ts';
import type { Tables } from './tables.ts';

/** By primary key. */
const select = (tx: Tx, key: RevisionKey) =>
  queries<Tables>(tx)
    .selectFrom('quoting.quote_revision')
    .where('tenant_id', '=', tx.tenant)
    .where('quote_id', '=', key.id)
    .where('revision', '=', key.revision);

const update = (tx: Tx, key: RevisionKey) =>
  queries<Tables>(tx)
    .updateTable('quoting.quote_revision')
    .where('tenant_id', '=', tx.tenant)
    .where('quote_id', '=', key.id)
    .where('revision', '=', key.revision);

interface Kept {
  readonly price_input: Buffer;
  readonly price_result: Buffer;
  readonly input_hash: string;
  readonly price_hash: string;
  readonly priced_at: Date;
}

async function keptBytes(tx: Tx, key: RevisionKey) {
  const row = await select(tx, key)
    .select(['price_input', 'price_result', 'input_hash', 'price_hash', 'priced_at'])
    .executeTakeFirst();
  // Where one of them is null, all are. An empty hash is none that was ever kept, and no reason to call it unpriced.
  if (row === undefined || Object.values(row).includes(null)) return undefined;
  const {
    price_input: input,
    price_result: result,
    input_hash: inputHash,
    price_hash: priceHash,
  } = row as Kept;
  return { input, inputHash, result, priceHash, pricedAt: (row as Kept).priced_at.getTime() };
}

export const pgRevisionStore: RevisionStore = {
  async open(tx, { id, revision }) {
    await queries<Tables>(tx)
      .insertInto('quoting.quote_revision')
      .values({ tenant_id: tx.tenant, quote_id: id, revision, opened_at: new Date(tx.now) })
      .execute();
  },

  async find(tx, key) {
    const row = await select(tx, key).select(revisionColumns).executeTakeFirst();
    return row && revisionOf(row);
  },

  async list(tx, quoteId) {
    const rows = await queries<Tables>(tx)
      .selectFrom('quoting.quote_revision')
      .select(revisionColumns)
      .where('tenant_id', '=', tx.tenant)
      .where('quote_id', '=', quoteId)
      .orderBy('revision')
      .execute();
    return rows.map(revisionOf);
  },

  async keepPrice(tx, key, price, priced) {
    await update(tx, key).set(priceColumns(price, priced)).execute();
  },

  async dropPrice(tx, key) {
    await update(tx, key).set(noPriceColumns).execute();
  },

  async keepSubmission(tx, key, { signals, submittedBy, submittedAt }) {
    await update(tx, key)
      .set({
        submitted_by: submittedBy,
        submitted_at: new Date(submittedAt),
        approval_signals: JSON.stringify(signals),
      })
      .execute();
  },

  async findPriced(tx, key) {
    const kept = await keptBytes(tx, key);
    if (kept === undefined) return undefined;
    return {
      ...kept,
      input: JSON.parse(kept.input.toString('utf8')),
      result: JSON.parse(kept.result.toString('utf8')),
    };
  },

  findKeptBytes: keptBytes,

  async seal(tx, key) {
    await update(tx, key)
      .set({ sealed_at: new Date(tx.now) })
      .execute();
  },

  async end(tx, key, as) {
    await update(tx, key)
      .set({ ended_as: as, ended_at: new Date(tx.now) })
      .execute();
  },
};
