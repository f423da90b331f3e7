/** Users of one Secure Branch. */
export const MAX_USERS = 10_000;

/** Sites of one Secure Branch. */
export const MAX_SITES = 200;

/** Commitments that Secure Branch is sold with, in months. */
export const TERMS: readonly number[] = [12, 24, 36];

/** The plan follows from the number of users: the last one whose `from` is reached. */
export const PLANS = [
  { id: 'silver', name: 'Silver', from: 1 },
  { id: 'gold', name: 'Gold', from: 50 },
  { id: 'platinum', name: 'Platinum', from: 250 },
] as const;
