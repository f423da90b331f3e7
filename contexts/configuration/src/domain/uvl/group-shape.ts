import type { UvlGroup } from './uvl-model.ts';

/**
 * What a group comes to: `every` and `any` speak of each member by itself, `or` of all together. Of a `choice` there is
 * at most one member, so that it is one variable. `some` has other bounds.
 */
export type GroupShape = 'every' | 'any' | 'or' | 'choice' | 'some';

export function groupShape({ members, lower, upper }: UvlGroup): GroupShape {
  const isUnbounded = upper >= members.length;
  if (lower === members.length) return 'every';
  if (isUnbounded && lower === 0) return 'any';
  if (isUnbounded && lower === 1) return 'or';
  return upper === 1 && lower <= 1 ? 'choice' : 'some';
}
