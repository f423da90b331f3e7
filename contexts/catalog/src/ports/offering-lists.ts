import type { Tx } from '@quotewright/platform/postgres';
import type { CompiledItem } from './artefact-store.ts';
import type { RestrictingCodes } from './offering-index.ts';

/** How many offerings a list begins with unless its caller says otherwise. */
export const USUAL_LENGTH = 50;

/** The list that shops open with: active offerings that are valid on a day, by name. */
export interface UsualList {
  readonly market?: string;
  readonly channel?: string;
  readonly customerType?: string;
  readonly validOn: string;
}

export interface FirstPage {
  /** At most `USUAL_LENGTH`. */
  readonly items: readonly CompiledItem[];
  readonly hasMore: boolean;
  /** Of all pages. */
  readonly total: number;
}

export interface OfferingLists {
  first(tx: Tx, version: number, list: UsualList): Promise<FirstPage>;
  /** Which codes make a difference to a list. All others give the list of what nothing restricts. */
  restrictingCodes(tx: Tx, version: number): Promise<RestrictingCodes>;
}
