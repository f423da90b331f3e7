import { timestamp } from '@quotewright/kernel';
import { appendAudit } from '@quotewright/platform/audit';
import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import type { BreakGlassStore, BrokenGlass } from '../ports/break-glass-store.ts';

export interface BreakGlass {
  readonly reason: string;
  /** Whole, 1 to 60. */
  readonly minutes: number;
}

/** Gives the actor leave to repair while requests cannot be counted. It ends by itself. */
export const breakGlass =
  ({ glasses }: { readonly glasses: BreakGlassStore }) =>
  async (tx: Tx, actor: Principal, { reason, minutes }: BreakGlass): Promise<BrokenGlass> => {
    const openedAt = tx.now;
    const expiresAt = openedAt + minutes * 60_000;
    const glass = { subject: actor.subject, reason, openedAt, expiresAt };
    await glasses.put(tx, glass);
    await appendAudit(tx, {
      actor,
      action: 'rateLimits.breakGlass',
      entity: { type: 'user', id: actor.subject },
      reason,
      detail: { expiresAt: timestamp(expiresAt) },
    });
    return glass;
  };
