import type { Tx } from '@quotewright/platform/postgres';
import type { Acceptance } from '../domain/acceptance.ts';
import type { RevisionKey } from './revision-store.ts';

/** The evidence of acceptances: written once, never changed. */
export interface AcceptanceRecord {
  append(tx: Tx, key: RevisionKey, acceptance: Acceptance): Promise<void>;
  find(tx: Tx, key: RevisionKey): Promise<Acceptance | undefined>;
}
