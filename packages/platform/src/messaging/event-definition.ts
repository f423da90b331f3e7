import type { JsonObject } from '@quotewright/kernel';
import type { z } from 'zod';
import type { Permission } from '../auth/principal.ts';

/** What one version of an event says: the contract between the context that appends it and everybody who hears it. */
export interface EventDefinition<Data extends JsonObject = JsonObject> {
  /** `QuoteAccepted`, `CatalogPublished`, … */
  readonly type: string;
  /** Raised when the shape of `data` changes incompatibly; starts at 1. */
  readonly schemaVersion: number;
  /** The type of the aggregate whose events stay in order. */
  readonly aggregate: string;
  /** Whoever has it may read what the event is about, and so may hear of it. */
  readonly readPermission: Permission;
  /** The thing that it is about has an owner, whom `data.owner` names: only who reaches them hears of it. */
  readonly owned?: true;
  /** When it is appended, in a sentence for whoever reads the reference page. */
  readonly summary: string;
  readonly data: z.ZodType<Data>;
}
