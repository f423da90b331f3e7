export type TenantState = 'active' | 'suspended';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly state: TenantState;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}
