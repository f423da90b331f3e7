import type { Principal } from '../auth/principal.ts';
import type { DisabledReason } from './webhook-tables.ts';

/** Who wants to be told of which facts, and where. */
export interface Subscription {
  readonly id: string;
  readonly createdBy: SubscriptionCreator;
  readonly callback: string;
  /** Empty: every type. */
  readonly eventTypes: readonly string[];
  readonly description?: string;
  /** As the row keeps them: see `SecretBox`. */
  readonly secrets: KeptSecrets;
  /** Times are milliseconds since the epoch. */
  readonly failingSince?: number;
  readonly disabled?: { readonly at: number; readonly reason: DisabledReason };
  readonly createdAt: number;
}

/** Who made a subscription, with the roles of the token: what they may read is what it hears. */
interface SubscriptionCreator {
  readonly subject: string;
  readonly roles: readonly string[];
}

export interface KeptSecrets {
  readonly current: string;
  readonly previous?: { readonly secret: string; readonly until: number };
}

/** What the label of a subscription's secrets is: a row that is copied to another place opens nothing. */
export function secretLabel(tenant: string, subscriptionId: string): string {
  return `${tenant}/${subscriptionId}`;
}

const OVERSEERS = ['admin', 'operator'];

/** Whose subscriptions a caller sees: of one subject, or (undefined) all of the tenant's. */
export function creatorSeenBy({ roles, subject }: Principal): string | undefined {
  return roles.some((role) => OVERSEERS.includes(role)) ? undefined : subject;
}
