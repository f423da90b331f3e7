import type { FieldError } from '@quotewright/kernel';

/** Whose objects a permission is held for: everybody's in the tenant, or those of the owners named. */
export type Reach = 'all' | { readonly owners: readonly string[] };

/** Whether an object of this owner is within reach. One that is not is answered as one that does not exist. */
export function reaches(reach: Reach, owner: string): boolean {
  return reach === 'all' || reach.owners.includes(owner);
}

/** What is wrong with an owner that a command names: nobody gives a thing to whom they do not reach. `undefined`: it names none. */
export function ownerProblems(reach: Reach, owner: string | undefined): readonly FieldError[] {
  if (owner === undefined || reaches(reach, owner)) return [];
  return [
    { pointer: '/owner', code: 'OUT_OF_REACH', reason: 'is nobody whose things the caller may change' },
  ];
}
