export type UserState = 'active' | 'suspended';

/**
 * A person or client as the tenant's directory knows them. Rights come from the roles in the verified token;
 * the directory adds what no token says: the sales hierarchy, and that somebody is suspended.
 */
export interface User {
  /** The token's `sub`. */
  readonly subject: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly state: UserState;
  readonly managerSubject?: string;
  readonly version: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type UserChange = Partial<Pick<User, 'name' | 'roles' | 'state'>> & {
  /** `null`: reports to nobody. */
  readonly managerSubject?: string | null;
};

/** The user after the change, without its new version and time. */
export function changed(user: User, change: UserChange): User {
  const { managerSubject, ...members } = change;
  const { managerSubject: formerManager, ...rest } = { ...user, ...members };
  const manager = managerSubject === undefined ? formerManager : managerSubject;
  return manager === undefined || manager === null ? rest : { ...rest, managerSubject: manager };
}
