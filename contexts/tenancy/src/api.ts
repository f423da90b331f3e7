import type { Tx } from '@quotewright/platform/postgres';

/** Typed settings of a tenant; every change makes a new version. */
export interface TenantConfig {
  /** Starts at 1 and rises by one with each change. Part of every price input. */
  readonly version: number;
  /** IANA zone in which calendar dates (validity, effective date) are read. */
  readonly timeZone: string;
  readonly defaultCurrency: string;
  readonly defaultMarket: string;
  readonly defaultChannel: string;
  /** How long a presented quote can be accepted, in days. */
  readonly quoteValidityDays: number;
  /** Decimals per currency where the tenant overrides ISO 4217. */
  readonly roundingDecimals: Readonly<Record<string, number>>;
}

/** Switches of a tenant; a flag that is not named is off. */
export interface FeatureFlags {
  readonly version: number;
  readonly flags: Readonly<Record<string, boolean>>;
}

/** Which database this is: the namespace of every key derived from it. */
export interface Installation {
  readonly id: string;
  /** Raised after a restore, so that nothing derived from the lost truth is met again. */
  readonly truthEpoch: number;
}

/** What other contexts may ask of tenancy. */
export interface TenancyApi {
  /** The configuration in force; throws `TENANT_UNKNOWN` for a tenant that was never created. */
  tenantConfig(tx: Tx): Promise<TenantConfig>;
  /** The configuration as it was in that version; throws `DOCUMENT_VERSION_UNKNOWN`. Never changes: prices pin it. */
  tenantConfigVersion(tx: Tx, version: number): Promise<TenantConfig>;
  /** The flags in force; throws `TENANT_UNKNOWN`. */
  featureFlags(tx: Tx): Promise<FeatureFlags>;
  installation(tx: Tx): Promise<Installation>;
  /** What the tenant calls itself; throws `TENANT_UNKNOWN` for a tenant that was never created. */
  tenantName(tx: Tx): Promise<string>;
}
