/** What a calculation needs to know of an offering, in the pinned catalog version. */
export interface Offering {
  readonly id: string;
  readonly name: string;
  readonly lifecycle: string;
  /** Calendar dates, half-open. */
  readonly validity: { readonly from?: string; readonly until?: string };
  /** Empty = everywhere, everyone. */
  readonly markets: readonly string[];
  readonly channels: readonly string[];
  readonly customerTypes: readonly string[];
  readonly segments: readonly string[];
  readonly places: readonly string[];
  readonly unit: { readonly name: string; readonly fractions: boolean };
  readonly contentHash: string;
}
