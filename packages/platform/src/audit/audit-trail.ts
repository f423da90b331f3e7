import { newUuid, timestamp } from '@quotewright/kernel';
import type { Insertable, Selectable } from 'kysely';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '../http/page.ts';
import { queries } from '../postgres/queries.ts';
import type { Tx } from '../postgres/tx.ts';
import type { AuditEntry, AuditRecord } from './audit-entry.ts';
import type { AuditTables } from './audit-table.ts';

type Row = AuditTables['platform.audit_entry'];

const ROWS_PER_STATEMENT = 500;

export function appendAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  return appendAuditBatch(tx, [entry]);
}

/** One deed that touched many objects: an import, a publication. */
export async function appendAuditBatch(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  const rows = entries.map((entry) => rowOf(tx, entry));
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await queries<AuditTables>(tx)
      .insertInto('platform.audit_entry')
      .values(rows.slice(start, start + ROWS_PER_STATEMENT))
      .execute();
  }
}

export interface AuditFilter {
  readonly entity?: { readonly type: string; readonly id: string };
  readonly action?: string;
}

/** Newest first. Needs audit_entry_newest, with a filter audit_entry_of_entity or audit_entry_of_action. */
export async function listAudit(tx: Tx, filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>> {
  let query = queries<AuditTables>(tx)
    .selectFrom('platform.audit_entry')
    .selectAll()
    .where('tenant_id', '=', tx.tenant);
  if (filter.entity !== undefined) {
    query = query.where('entity_type', '=', filter.entity.type).where('entity_id', '=', filter.entity.id);
  }
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (page.cursor !== undefined) {
    const [at, id] = decodeCursor(page.cursor, ['timestamp', 'uuid']) as readonly [string, string];
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<', tuple(new Date(at), id)));
  }

  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const items = shown.map(recordOf);
  if (last === undefined || rows.length === shown.length) return { items };
  return { items, nextCursor: encodeCursor([timestamp(last.at.getTime()), last.id]) };
}

function rowOf(tx: Tx, entry: AuditEntry): Insertable<Row> {
  return {
    tenant_id: tx.tenant,
    id: newUuid(),
    at: new Date(tx.now),
    subject: entry.actor.subject,
    client_id: entry.actor.clientId ?? null,
    action: entry.action,
    entity_type: entry.entity.type,
    entity_id: entry.entity.id,
    reason: entry.reason ?? null,
    detail: JSON.stringify(entry.detail ?? {}),
  };
}

function recordOf(row: Selectable<Row>): AuditRecord {
  return {
    id: row.id,
    at: timestamp(row.at.getTime()),
    actor: { subject: row.subject, ...(row.client_id === null ? {} : { clientId: row.client_id }) },
    action: row.action,
    entity: { type: row.entity_type, id: row.entity_id },
    ...(row.reason === null ? {} : { reason: row.reason }),
    detail: row.detail,
  };
}
