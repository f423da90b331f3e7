/** Tables of the context as they are read; see `sql/`. */
export interface Tables {
  'accounts.account': AccountTable;
  'accounts.account_contact': ContactTable;
  'accounts.account_address': AddressTable;
  'accounts.account_tax_id': TaxIdTable;
}

export interface AccountTable {
  tenant_id: string;
  account_id: string;
  name: string;
  name_key: string;
  type: 'customer' | 'partner' | 'prospect';
  segment: string;
  market: string;
  customer_type: 'business' | 'consumer';
  owner: string;
  team: string | null;
  contract_reference: string | null;
  state: 'active' | 'closed';
  version: number;
  created_at: Date;
  updated_at: Date;
}

export interface ContactTable {
  tenant_id: string;
  account_id: string;
  position: number;
  name: string;
  role: string | null;
  email_address: string | null;
  phone_number: string | null;
}

export interface AddressTable {
  tenant_id: string;
  account_id: string;
  purpose: 'billing' | 'delivery';
  street1: string;
  street2: string | null;
  post_code: string | null;
  city: string;
  state_or_province: string | null;
  country: string;
}

export interface TaxIdTable {
  tenant_id: string;
  account_id: string;
  tax_id: string;
}
