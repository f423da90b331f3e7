import type { OwnedDatabase } from '@quotewright/platform/postgres';
import { backupTables } from '../../../apps/server/src/backup/catalog-of-tables.ts';

/*
 * What a tenant's work has come to, in a form in which two installations can be compared: every table that has a tenant, so that a
 * context that comes later is looked at without being named, less what is declared here to be allowed to differ.
 */

/** Tables that do not say what was decided, and why not. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'platform.cache_generation': 'what became of copies',
  'platform.cache_quarantine': 'what became of copies',
  'platform.inbox': 'which consumer was told of which event when',
  'platform.job_schedule': 'when the nightly work comes',
};

/** Columns that tell how something came about, not what it is. Times are left out everywhere. */
const COLUMNS_LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  'platform.outbox': ['id', 'partition'],
  'platform.job': ['attempt', 'fence', 'progress_done', 'progress_total', 'progress_unit'],
};

/** Events whose consumer waits for the store to drop a copy: also a matter of copies. What is parked for another reason is a finding. */
const ROWS_LEFT_OUT: Readonly<Record<string, string>> = {
  'platform.parked_event': "error_code = 'CACHE_INVALIDATION_PENDING'",
};

export interface Table {
  readonly name: string;
  /** Each as JSON, the columns in order. Ids, hashes and times are still the world's own. */
  readonly rows: readonly string[];
}

/** The tables are in the order of their names, the rows in that of their making where their key tells it. */
export function durableState(database: OwnedDatabase, tenant: string): Promise<readonly Table[]> {
  return database.asOwner(async (session) => {
    const tables: Table[] = [];
    for (const { name, columns } of await backupTables(session)) {
      const names = columns.map((column) => column.name);
      if (LEFT_OUT[name] !== undefined || !names.includes('tenant_id')) continue;
      const left = new Set(COLUMNS_LEFT_OUT[name]);
      const told = columns.filter((column) => !left.has(column.name) && !column.type.startsWith('timestamp'));
      const list = told.map(({ name: column, type }) =>
        type === 'bytea' ? `encode(${column}, 'hex')` : column,
      );
      const order = columns
        .filter(({ name: column, type }) => column !== 'tenant_id' && (type === 'uuid' || column === 'id'))
        .map((column) => column.name);
      const { rows } = await session.query(
        `select json_build_array(${list.join(', ')})::text as row from ${name} where tenant_id = $1
         ${ROWS_LEFT_OUT[name] === undefined ? '' : `and not (${ROWS_LEFT_OUT[name]})`}
         ${order.length === 0 ? '' : `order by ${order.join(', ')}`}`,
        [tenant],
      );
      const types = told.map(({ type }) => type);
      tables.push({ name, rows: rows.map((row) => rowText(row['row'] as string, types)) });
    }
    return tables;
  });
}

/** Bytes become the text that they are, where they are one. */
function rowText(row: string, types: readonly string[]): string {
  const values = JSON.parse(row) as unknown[];
  const shown = values.map((value, index) =>
    types[index] === 'bytea' ? textOf(value as string | null) : value,
  );
  return JSON.stringify(shown);
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function textOf(hex: string | null): string | null {
  if (hex === null) return null;
  try {
    const text = decoder.decode(Buffer.from(hex, 'hex'));
    return text.startsWith('%PDF') ? '(a PDF)' : text;
  } catch {
    return '(bytes)';
  }
}
