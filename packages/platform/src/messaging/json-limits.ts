import type { JsonValue } from '@quotewright/kernel';

/** How many objects and lists may be inside one another in the data of an event, itself included: whoever walks through it may recurse. */
export const DEEPEST_DATA = 64;

/** Whether objects and lists are inside one another in more than so many levels. */
export function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1));
}

/** PostgreSQL keeps no NUL and no half of a surrogate pair, so that no event of ours has one. */
export function isStorable(value: JsonValue): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([member, child]) => isStorable(member) && isStorable(child));
}
