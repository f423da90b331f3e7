import { canonicalBytes, type FieldError, sha256 } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Database, Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { type PriceList, readPriceList } from '../domain/price-list.ts';
import type { PriceListRecord } from '../domain/price-list-record.ts';
import type { PriceListImport, PriceListImports } from '../ports/price-list-imports.ts';
import type { PriceListContent, PriceLists } from '../ports/price-lists.ts';
import type { Watch } from './progress.ts';

export interface ImportPriceListDeps {
  readonly database: Database;
  readonly lists: PriceLists;
  readonly imports: PriceListImports;
}

export interface ImportedPriceList {
  readonly priceListId: string;
  readonly importId: string;
  readonly currency: string;
  readonly contentHash: string;
  readonly priceCount: number;
  readonly offeringCount: number;
}

const MAX_REPORTED = 500;

/**
 * Makes a received document the list's draft: whole, or not at all with a report of what is wrong where.
 * Running again is harmless: an import that was applied is not applied over a newer one.
 */
export const importPriceList =
  (deps: ImportPriceListDeps) =>
  async (actor: Principal, importId: string, watch: Watch = {}): Promise<ImportedPriceList> => {
    const { database, imports } = deps;
    const received = await database.withTenant(actor.tenant, 'read', (tx) => imports.find(tx, importId));
    if (received === undefined) throw fail('PRICE_LIST_IMPORT_NOT_FOUND', `there is no import ${importId}`);
    watch.progress?.(0, 1, 'documents');
    const list = listOf(received);
    const document = canonicalBytes(list);
    const content = { document, contentHash: sha256(document), priceCount: list.prices.length };
    await database.withTenant(actor.tenant, 'write', (tx) => apply(deps, tx, actor, received, list, content));
    watch.progress?.(1, 1, 'documents');
    return {
      priceListId: list.priceList.id,
      importId,
      currency: list.priceList.currency,
      contentHash: content.contentHash,
      priceCount: content.priceCount,
      offeringCount: new Set(list.prices.map(({ offeringId }) => offeringId)).size,
    };
  };

function listOf({ document, priceListId }: PriceListImport): PriceList {
  const read = readPriceList(JSON.parse(document.toString('utf8')));
  if (!read.ok) throw invalid(read.errors);
  const { id } = read.list.priceList;
  if (id === priceListId) return read.list;
  const reason = `the document is of the price list "${id}", it was sent to "${priceListId}"`;
  throw invalid([{ pointer: '/priceList/id', code: 'INVALID', reason }]);
}

function invalid(errors: readonly FieldError[]) {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return fail('PRICE_LIST_INVALID', `${first?.pointer}: ${first?.reason}${more}`, {
    errors: errors.slice(0, MAX_REPORTED),
    errorCount: errors.length,
  });
}

async function apply(
  { lists, imports }: ImportPriceListDeps,
  tx: Tx,
  actor: Principal,
  received: PriceListImport,
  list: PriceList,
  content: PriceListContent,
): Promise<void> {
  await lockOrCreate(lists, tx, list);
  if (!(await imports.markApplied(tx, received.id))) return;
  await lists.replaceDraft(tx, received.priceListId, received.id, content);
  await appendAudit(tx, {
    actor,
    action: 'price-list.import',
    entity: { type: 'priceList', id: received.priceListId },
    detail: { importId: received.id, contentHash: content.contentHash, priceCount: content.priceCount },
  });
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
