import type { Tx } from '@quotewright/platform/postgres';
import type { DocumentKind, TenantDocument } from '../domain/tenant-document.ts';

/** What other contexts go by. The policy is not among it, which decides here, nor the limits, which the server asks for. */
export type SettingsKind = Exclude<DocumentKind, 'authorizationPolicy' | 'rateLimits'>;

/** A version of a document without who wrote it when: what a copy may hold. */
export type Settings<Kind extends SettingsKind> = Pick<TenantDocument<Kind>, 'version' | 'body'>;

export interface SettingsSource {
  /** The version in force. */
  active<Kind extends SettingsKind>(tx: Tx, kind: Kind): Promise<Settings<Kind> | undefined>;
  version<Kind extends SettingsKind>(
    tx: Tx,
    kind: Kind,
    version: number,
  ): Promise<Settings<Kind> | undefined>;
}
