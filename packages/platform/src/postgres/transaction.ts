import type { TenantId } from '@quotewright/kernel';
import type { Kysely } from 'kysely';
import type { DeferredSession } from './deferred-session.ts';
import { DoorMisuse } from './errors.ts';
import { kyselyOver } from './kysely-dialect.ts';
import { doorErrorOf } from './sql-error.ts';
import type { SqlResult } from './sql-session.ts';
import type { Access, SystemTx, Tx } from './tx.ts';

/** What only adapters see of a transaction. */
export interface TransactionSession {
  readonly kysely: Kysely<unknown>;
  /** Whether it holds a connection. */
  readonly begun: boolean;
}

/** An attempt at a transaction, as its runner sees it. */
export interface OpenTransaction {
  readonly tx: Tx | SystemTx;
  readonly hints: readonly (() => void | Promise<void>)[];
  /** What the server refused first; it has undone the transaction unless a savepoint contained it. */
  readonly failure: unknown;
  /** From here on every use throws. */
  end(): void;
}

const sessions = new WeakMap<object, TransactionSession>();

export function sessionOf(tx: Tx | SystemTx): TransactionSession {
  const session = sessions.get(tx);
  if (session === undefined) throw new DoorMisuse('this is no transaction of the door');
  return session;
}

export interface Door {
  readonly role: 'qw_app' | 'qw_system';
  readonly tenant: TenantId | null;
  readonly access: Access;
}

export function openTransaction(session: DeferredSession, door: Door, now: number): OpenTransaction {
  const hints: (() => void | Promise<void>)[] = [];
  let ended = false;
  let failure: unknown;
  let kysely: Kysely<unknown> | undefined;

  const guarded = {
    async query(text: string, parameters?: readonly unknown[]): Promise<SqlResult> {
      if (ended) throw new DoorMisuse('the transaction has ended: every query must be awaited inside it');
      try {
        return await session.query(text, parameters);
      } catch (error) {
        failure ??= error;
        throw doorErrorOf(error);
      }
    },
  };

  const tx = Object.freeze({
    tenant: door.tenant,
    access: door.access,
    now,
    onCommit(hint: () => void | Promise<void>): void {
      if (ended) throw new DoorMisuse('the transaction has ended');
      hints.push(hint);
    },
  }) as unknown as Tx | SystemTx;

  sessions.set(tx, {
    get kysely() {
      kysely ??= kyselyOver(guarded);
      return kysely;
    },
    get begun() {
      return session.begun;
    },
  });

  return {
    tx,
    hints,
    get failure() {
      return failure;
    },
    end() {
      ended = true;
    },
  };
}
