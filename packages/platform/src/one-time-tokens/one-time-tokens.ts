import { newUuid, randomHex, sha256 } from '@quotewright/kernel';
import type { Principal } from '../auth/principal.ts';
import type { Tx } from '../postgres/tx.ts';
import { insertToken, markUsed } from './one-time-token-store.ts';

/** The one thing that a token allows, and to whom. */
export interface OneTimeUse {
  readonly principal: Principal;
  /** Such as the operationId of a route. */
  readonly action: string;
  /** Of everything the action is given: with other input it is another action. */
  readonly inputHash: string;
}

/** 256 bits: nobody finds one by trying. */
const TOKEN_BYTES = 32;

export interface IssuedToken {
  /** What audit entries call it; confirms nothing. */
  readonly id: string;
  /** Given out once and kept nowhere. */
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export async function issueToken(tx: Tx, use: OneTimeUse, lifetimeMs: number): Promise<IssuedToken> {
  const issued = { id: newUuid(), token: randomHex(TOKEN_BYTES), expiresAt: tx.now + lifetimeMs };
  await insertToken(tx, { ...use, id: issued.id, hash: sha256(issued.token), expiresAt: issued.expiresAt });
  return issued;
}

/**
 * Uses a token up, in the transaction of what it allows: when that is rolled back, the token is unused again. The answer is its id;
 * undefined where it does not fit, for whatever reason: who tries tokens learns nothing from the difference.
 */
export function consumeToken(tx: Tx, use: OneTimeUse, token: string): Promise<string | undefined> {
  return markUsed(tx, use, sha256(token));
}
