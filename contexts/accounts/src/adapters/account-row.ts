import { type AccountRecord, nameKey } from '../domain/account.ts';
import type { AccountTable } from './tables.ts';

export function accountOf(row: AccountTable): AccountRecord {
  return {
    id: row.account_id,
    name: row.name,
    type: row.type,
    segment: row.segment,
    market: row.market,
    customerType: row.customer_type,
    owner: row.owner,
    ...(row.team !== null && { team: row.team }),
    ...(row.contract_reference !== null && { contractReference: row.contract_reference }),
    state: row.state,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** Everything of the row but its key. */
export function columnsOf(account: AccountRecord): Omit<AccountTable, 'tenant_id' | 'account_id'> {
  return {
    name: account.name,
    name_key: nameKey(account.name),
    type: account.type,
    segment: account.segment,
    market: account.market,
    customer_type: account.customerType,
    owner: account.owner,
    team: account.team ?? null,
    contract_reference: account.contractReference ?? null,
    state: account.state,
    version: account.version,
    created_at: new Date(account.createdAt),
    updated_at: new Date(account.updatedAt),
  };
}
