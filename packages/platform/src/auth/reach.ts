/** Whose objects a permission is held for: everybody's in the tenant, or those of the owners named. */
export type Reach = 'all' | { readonly owners: readonly string[] };

/** Whether an object of this owner is within reach. One that is not is answered as one that does not exist. */
export function reaches(reach: Reach, owner: string): boolean {
  return reach === 'all' || reach.owners.includes(owner);
}
