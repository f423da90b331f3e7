import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, isTenantId } from '@quotewright/kernel';
import { CommitOutcomeUnknown, DoorMisuse, fail } from './errors.ts';
import type { DatabaseLogger } from './logger.ts';
import { doorErrorOf, isLost, isTransient, SqlError } from './sql-error.ts';
import type { LeasedSession, SessionSource } from './sql-session.ts';
import { type Door, type OpenTransaction, openTransaction } from './transaction.ts';
import type { SystemTx, Tx } from './tx.ts';

export interface RunnerOptions {
  readonly source: SessionSource;
  readonly clock: Clock;
  readonly logger: DatabaseLogger;
  /** Milliseconds a whole transaction may take, its waiting for anything else included. */
  readonly transactionTimeout: number;
  /** How often a transaction runs again after 40001 or 40P01. */
  readonly retries: number;
  /** Told the SQLSTATE each time one does. */
  readonly onRetry?: ((sqlState: string) => void) | undefined;
}

type Work<T> = (tx: Tx & SystemTx) => Promise<T>;

export interface TransactionRunner {
  run<T>(door: Door, work: Work<T>): Promise<T>;
  /** Throws when the caller is inside an open transaction of this database. */
  refuseNesting(): void;
}

export function transactionRunner(options: RunnerOptions): TransactionRunner {
  const { source, clock, logger, transactionTimeout, retries, onRetry } = options;
  const frames = new AsyncLocalStorage<{ open: boolean }>();

  function refuseNesting(): void {
    if (frames.getStore()?.open) {
      throw new DoorMisuse(
        'a transaction is open here already: pass its tx on (a second one would deadlock on the embedded engine)',
      );
    }
  }

  async function attempt<T>(door: Door, work: Work<T>): Promise<T> {
    const session = await source.lease();
    const transaction = openTransaction(session, door, clock.now());
    const frame = { open: true };
    let usable = false;
    let committed = false;
    try {
      await session.script(beginText(door, source.limits));
      const result = await frames.run(frame, () =>
        withinLimit(work(transaction.tx as Tx & SystemTx), transactionTimeout),
      );
      transaction.end();
      await commit(session, door, transaction);
      usable = committed = true;
      return result;
    } catch (error) {
      transaction.end();
      const lost = isLost(error) || isLost(transaction.failure) || error instanceof CommitOutcomeUnknown;
      // On a silent connection ROLLBACK would only wait once more; closing it undoes the work as well.
      usable = !lost && (await rollBack(session));
      // Work may have wrapped the server's error; what decides about a repeat is what the server said.
      throw isTransient(transaction.failure) ? transaction.failure : error;
    } finally {
      frame.open = false;
      await session.release(usable);
      if (committed) runHints(transaction, logger);
    }
  }

  async function run<T>(door: Door, work: Work<T>): Promise<T> {
    refuseNesting();
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(door, work);
      } catch (error) {
        if (!isTransient(error)) throw doorErrorOf(error);
        if (tries > retries) {
          const message = `concurrent changes collided ${tries} times`;
          throw fail('DATABASE_CONTENTION', message, { retryAfterSeconds: 1 }, error);
        }
        onRetry?.(error.code);
        // Apart from each other, or the same two meet again.
        await sleep(Math.random() * 10 * 2 ** tries);
      }
    }
  }

  return { run, refuseNesting };
}

/** Everything a transaction starts with, in one round trip. TimeZone and DateStyle: reading must not depend on the server's. */
function beginText({ role, tenant, access }: Door, limits: string): string {
  if (tenant !== null && !isTenantId(tenant)) throw new DoorMisuse('the tenant id is not valid');
  return [
    `BEGIN ISOLATION LEVEL READ COMMITTED ${access === 'read' ? 'READ ONLY' : 'READ WRITE'}`,
    `SET LOCAL ROLE ${role}`,
    // isTenantId allows a-z, 0-9 and '-' only, so that a literal is safe.
    ...(tenant === null ? [] : [`SET LOCAL app.tenant_id = '${tenant}'`]),
    "SET LOCAL TimeZone = 'UTC'",
    "SET LOCAL DateStyle = 'ISO'",
    ...(limits === '' ? [] : [limits]),
  ].join('; ');
}

async function commit(session: LeasedSession, door: Door, transaction: OpenTransaction): Promise<void> {
  let command: string;
  try {
    command = await session.script('COMMIT');
  } catch (error) {
    const answered = error instanceof SqlError && !error.fatal; // a deferred constraint, for example
    if (answered || door.access === 'read') throw error;
    throw new CommitOutcomeUnknown(error);
  }
  if (command !== 'COMMIT') {
    throw new DoorMisuse('a statement failed and its error was swallowed: the transaction was rolled back', {
      cause: transaction.failure,
    });
  }
}

async function rollBack(session: LeasedSession): Promise<boolean> {
  try {
    await session.script('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

async function withinLimit<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `a transaction took longer than ${milliseconds} ms and was rolled back`;
      reject(fail('DATABASE_TIMEOUT', message, { retryAfterSeconds: 5 }));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function runHints({ hints }: OpenTransaction, logger: DatabaseLogger): void {
  for (const hint of hints) {
    try {
      hint();
    } catch (error) {
      logger.warn({ err: error }, 'a hint after COMMIT failed');
    }
  }
}
