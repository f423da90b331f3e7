import type { Tx } from '@quotewright/platform/postgres';
import type { Party } from '../domain/party.ts';

/** The personal data behind accounts. Whoever replaces it holds the account's row. */
export interface PartyStore {
  find(tx: Tx, accountId: string): Promise<Party>;
  /** Afterwards exactly `party` is stored. */
  replace(tx: Tx, accountId: string, party: Party): Promise<void>;
}
