import type { TenantId } from '@quotewright/kernel';
import type { Grounds } from '../domain/decision.ts';

/**
 * What authorization decisions rest on. Opens its own transaction, because it is asked before a request has
 * one; a copy that is at most seconds old may answer in its place.
 */
export interface PolicySource {
  /** `undefined`: there is no such tenant. */
  grounds(tenant: TenantId, subject: string): Promise<Grounds | undefined>;
  /** As `grounds`, never from a copy. */
  currentGrounds(tenant: TenantId, subject: string): Promise<Grounds | undefined>;
  /** Who reports to the subject, directly or not; the nearest first, and bounded. */
  reportsOf(tenant: TenantId, subject: string): Promise<readonly string[]>;
  /** As `reportsOf`, never from a copy. */
  currentReportsOf(tenant: TenantId, subject: string): Promise<readonly string[]>;
}
