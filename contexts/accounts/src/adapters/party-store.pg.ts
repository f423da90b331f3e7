import { queries, type Tx } from '@quotewright/platform/postgres';
import type { Contact, Party, PostalAddress } from '../domain/party.ts';
import type { PartyStore } from '../ports/party-store.ts';
import type { AddressTable, ContactTable, Tables } from './tables.ts';

const PARTY_TABLES = [
  'accounts.account_contact',
  'accounts.account_address',
  'accounts.account_tax_id',
] as const;

function contactOf(row: ContactTable): Contact {
  return {
    name: row.name,
    ...(row.role !== null && { role: row.role }),
    ...(row.email_address !== null && { emailAddress: row.email_address }),
    ...(row.phone_number !== null && { phoneNumber: row.phone_number }),
  };
}

function addressOf(row: AddressTable): PostalAddress {
  return {
    street1: row.street1,
    ...(row.street2 !== null && { street2: row.street2 }),
    ...(row.post_code !== null && { postCode: row.post_code }),
    city: row.city,
    ...(row.state_or_province !== null && { stateOrProvince: row.state_or_province }),
    country: row.country,
  };
}

function rowsOf(tx: Tx, accountId: string, party: Party) {
  const key = { tenant_id: tx.tenant, account_id: accountId };
  const addresses = [
    { purpose: 'billing', address: party.billingAddress },
    { purpose: 'delivery', address: party.deliveryAddress },
  ] as const;
  return {
    contacts: party.contacts.map(
      (contact, position): ContactTable => ({
        ...key,
        position,
        name: contact.name,
        role: contact.role ?? null,
        email_address: contact.emailAddress ?? null,
        phone_number: contact.phoneNumber ?? null,
      }),
    ),
    addresses: addresses.flatMap(({ purpose, address }): AddressTable[] =>
      address === undefined
        ? []
        : [
            {
              ...key,
              purpose,
              street1: address.street1,
              street2: address.street2 ?? null,
              post_code: address.postCode ?? null,
              city: address.city,
              state_or_province: address.stateOrProvince ?? null,
              country: address.country,
            },
          ],
    ),
    taxIds: party.taxId === undefined ? [] : [{ ...key, tax_id: party.taxId }],
  };
}

export const pgPartyStore: PartyStore = {
  // By primary key, three times; only ever for the one account that somebody opens.
  async find(tx, accountId) {
    const db = queries<Tables>(tx);
    const key = { tenant_id: tx.tenant, account_id: accountId };
    const contacts = await db
      .selectFrom('accounts.account_contact')
      .selectAll()
      .where((row) => row.and(key))
      .orderBy('position')
      .execute();
    const addresses = await db
      .selectFrom('accounts.account_address')
      .selectAll()
      .where((row) => row.and(key))
      .execute();
    const taxId = await db
      .selectFrom('accounts.account_tax_id')
      .select('tax_id')
      .where((row) => row.and(key))
      .executeTakeFirst();
    const billing = addresses.find(({ purpose }) => purpose === 'billing');
    const delivery = addresses.find(({ purpose }) => purpose === 'delivery');
    return {
      contacts: contacts.map(contactOf),
      ...(billing && { billingAddress: addressOf(billing) }),
      ...(delivery && { deliveryAddress: addressOf(delivery) }),
      ...(taxId && { taxId: taxId.tax_id }),
    };
  },

  async replace(tx, accountId, party) {
    const db = queries<Tables>(tx);
    for (const table of PARTY_TABLES) {
      await db
        .deleteFrom(table)
        .where('tenant_id', '=', tx.tenant)
        .where('account_id', '=', accountId)
        .execute();
    }
    const { contacts, addresses, taxIds } = rowsOf(tx, accountId, party);
    if (contacts.length > 0) await db.insertInto('accounts.account_contact').values(contacts).execute();
    if (addresses.length > 0) await db.insertInto('accounts.account_address').values(addresses).execute();
    if (taxIds.length > 0) await db.insertInto('accounts.account_tax_id').values(taxIds).execute();
  },
};
