import { canonicalJson } from '@quotewright/kernel';
import type { Account } from '../api.ts';
import type { Party } from './party.ts';

export interface AccountRecord extends Account {
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An account with the people and places behind it. */
export interface AccountDetail extends AccountRecord, Party {}

/** What a caller decides; the rest is the system's. */
export type AccountContent = Omit<AccountDetail, 'id' | 'state' | 'version' | 'createdAt' | 'updatedAt'>;

type OptionalMember = 'team' | 'contractReference' | 'billingAddress' | 'deliveryAddress' | 'taxId';

/** As a JSON merge patch (RFC 7396) of the content: absent stays, `null` goes, anything else replaces. */
export type AccountChange = Partial<Omit<AccountContent, OptionalMember>> & {
  readonly [Member in OptionalMember]?: NonNullable<AccountContent[Member]> | null;
};

export function withChange(account: AccountDetail, change: AccountChange): AccountDetail {
  const members = Object.entries({ ...account, ...change }).filter(([, value]) => value !== null);
  return Object.fromEntries(members) as unknown as AccountDetail;
}

/** Names of the members that differ, sorted. */
export function changedMembers(before: AccountDetail, after: AccountDetail): readonly string[] {
  const textOf = (account: AccountDetail, name: string) =>
    canonicalJson({ value: account[name as keyof AccountDetail] });
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => textOf(before, name) !== textOf(after, name)).sort();
}

/** Under which text a name is sorted and searched: case and compatibility forms do not matter. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
