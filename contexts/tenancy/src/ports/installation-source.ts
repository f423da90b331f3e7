import type { Tx } from '@quotewright/platform/postgres';
import type { Installation } from '../api.ts';

export interface InstallationSource {
  read(tx: Tx): Promise<Installation>;
}
