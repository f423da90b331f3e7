/** Whose objects a role's permissions are held for, from the narrowest to the widest. */
export const REACH_LEVELS = ['own', 'team', 'all'] as const;

export type ReachLevel = (typeof REACH_LEVELS)[number];

/** `own` where there is none. */
export function widest(levels: readonly ReachLevel[]): ReachLevel {
  return REACH_LEVELS.findLast((level) => levels.includes(level)) ?? 'own';
}
