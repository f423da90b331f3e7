import { canonicalBytes, sha256 } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import type { PriceList } from '../domain/price-list.ts';
import type { PriceListRecord } from '../domain/price-list-record.ts';
import type { CsvReader } from '../ports/csv-reader.ts';
import type { PriceListImport, PriceListImports } from '../ports/price-list-imports.ts';
import type { PriceListContent, PriceLists } from '../ports/price-lists.ts';
import type { Watch } from './progress.ts';
import { readReceivedList } from './read-received-list.ts';

export interface ImportPriceListDeps {
  readonly database: Database;
  readonly lists: PriceLists;
  readonly imports: PriceListImports;
  readonly readCsv: CsvReader;
}

export interface ImportedPriceList {
  readonly priceListId: string;
  readonly importId: string;
  readonly currency: string;
  readonly contentHash: string;
  readonly priceCount: number;
  readonly offeringCount: number;
  /** Of a CSV document: its lines with prices. */
  readonly rowCount?: number;
}

/** A CSV document keeps what else the draft has: when the draft has moved on, it is read again. */
const MOST_READINGS = 5;

/**
 * Makes a received document the list's draft: whole, or not at all with a report of what is wrong where.
 * Running again is harmless: an import that was applied is not applied over a newer one.
 */
export const importPriceList =
  (deps: ImportPriceListDeps) =>
  async (actor: Principal, importId: string, watch: Watch = {}): Promise<ImportedPriceList> => {
    watch.progress?.(0, 1, 'documents');
    const { list, content, rowCount } = await readAndApply(deps, actor, importId);
    watch.progress?.(1, 1, 'documents');
    return {
      priceListId: list.priceList.id,
      importId,
      currency: list.priceList.currency,
      contentHash: content.contentHash,
      priceCount: content.priceCount,
      offeringCount: new Set(list.prices.map(({ offeringId }) => offeringId)).size,
      ...(rowCount !== undefined && { rowCount }),
    };
  };

async function readAndApply(deps: ImportPriceListDeps, actor: Principal, importId: string) {
  const { database, lists, imports, readCsv } = deps;
  for (let readings = 1; ; readings += 1) {
    const { received, draft } = await database.withTenant(actor.tenant, 'read', async (tx) => {
      const found = await imports.find(tx, importId);
      if (found === undefined) throw fail('PRICE_LIST_IMPORT_NOT_FOUND', `there is no import ${importId}`);
      const keeps = found.mediaType === 'text/csv' && (await lists.findDraft(tx, found.priceListId));
      return { received: found, draft: keeps || undefined };
    });
    const kept = draft && (JSON.parse(draft.document.toString('utf8')) as PriceList);
    const { list, ...counts } = await readReceivedList(readCsv, received, kept);
    const document = canonicalBytes(list);
    const content = { document, contentHash: sha256(document), priceCount: list.prices.length };
    const done = await database.withTenant(actor.tenant, 'write', (tx) =>
      apply(deps, tx, actor, received, list, content, draft?.contentHash),
    );
    if (done) return { list, content, ...counts };
    if (readings === MOST_READINGS) {
      throw fail(
        'PRICE_LIST_DRAFT_CHANGED',
        'others keep changing the draft: nothing was changed, try again',
      );
    }
  }
}

/** False when the draft is not the one that was read. */
async function apply(
  { lists, imports }: ImportPriceListDeps,
  tx: Tx,
  actor: Principal,
  received: PriceListImport,
  list: PriceList,
  content: PriceListContent,
  draftRead: string | undefined,
): Promise<boolean> {
  await lockOrCreate(lists, tx, list);
  const isCsv = received.mediaType === 'text/csv';
  if (isCsv && (await lists.findDraft(tx, received.priceListId))?.contentHash !== draftRead) return false;
  if (!(await imports.markApplied(tx, received.id))) return true;
  await lists.replaceDraft(tx, received.priceListId, received.id, content);
  await appendAudit(tx, {
    actor,
    action: 'price-list.import',
    entity: { type: 'priceList', id: received.priceListId },
    detail: { importId: received.id, contentHash: content.contentHash, priceCount: content.priceCount },
  });
  return true;
}

async function lockOrCreate(lists: PriceLists, tx: Tx, { priceList }: PriceList): Promise<PriceListRecord> {
  const { id, currency } = priceList;
  const created = (await lists.find(tx, id)) === undefined && (await lists.create(tx, priceList));
  const record = await lists.lock(tx, id);
  if (record === undefined) {
    throw currencyRefused(
      'PRICE_LIST_CURRENCY_TAKEN',
      `another price list of this tenant is in ${currency} already`,
    );
  }
  if (!created && record.currency !== currency) {
    const message = `"${id}" is in ${record.currency}; a list in ${currency} needs an id of its own`;
    throw currencyRefused('PRICE_LIST_CURRENCY_FIXED', message);
  }
  return record;
}

function currencyRefused(code: 'PRICE_LIST_CURRENCY_TAKEN' | 'PRICE_LIST_CURRENCY_FIXED', reason: string) {
  return fail(code, reason, { errors: [{ pointer: '/priceList/currency', code: 'INVALID', reason }] });
}
