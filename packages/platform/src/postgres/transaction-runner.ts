import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, isTenantId } from '@quotewright/kernel';
import { deferredSession } from './deferred-session.ts';
import { CommitOutcomeUnknown, DoorMisuse, fail } from './errors.ts';
import type { DatabaseLogger } from './logger.ts';
import { doorErrorOf, isLost, isTransient, SqlError } from './sql-error.ts';
import type { LeasedSession, SessionSource } from './sql-session.ts';
import { TimeLimit } from './time-limit.ts';
import { type Door, type OpenTransaction, openTransaction } from './transaction.ts';
import type { SystemTx, Tx } from './tx.ts';

export interface RunnerOptions {
  readonly source: SessionSource;
  readonly clock: Clock;
  readonly logger: DatabaseLogger;
  /** Milliseconds a transaction may hold a connection, its waiting for anything else included. */
  readonly transactionTimeout: number;
  /** How often a transaction runs again after 40001 or 40P01. */
  readonly retries: number;
  /** Told the SQLSTATE each time one does. */
  readonly onRetry?: ((sqlState: string) => void) | undefined;
}

type Work<T> = (tx: Tx & SystemTx) => Promise<T>;

/** Whether a transaction holds a connection where the code at hand runs. */
interface Frame {
  open: boolean;
}

export interface TransactionRunner {
  run<T>(door: Door, work: Work<T>): Promise<T>;
  /** Throws when the caller is inside an open transaction of this database. */
  refuseNesting(): void;
}

export function transactionRunner(options: RunnerOptions): TransactionRunner {
  const { source, clock, logger, transactionTimeout, retries, onRetry } = options;
  const frames = new AsyncLocalStorage<Frame>();

  function refuseNesting(): void {
    if (frames.getStore()?.open) {
      throw new DoorMisuse(
        'a transaction is open here already: pass its tx on (a second one would deadlock on the embedded engine)',
      );
    }
  }

  /** Leases a session and begins the transaction in it. */
  async function begin(door: Door, frame: Frame, limit: TimeLimit): Promise<LeasedSession> {
    frame.open = true;
    const session = await source.lease();
    limit.start(transactionTimeout);
    try {
      await session.script(beginText(door, source.limits));
      return session;
    } catch (error) {
      await session.release(!isLost(error) && (await rollBack(session)));
      throw error;
    }
  }

  async function attempt<T>(door: Door, work: Work<T>): Promise<T> {
    const frame: Frame = { open: false };
    const limit = new TimeLimit();
    const session = deferredSession(() => begin(door, frame, limit));
    const transaction = openTransaction(session, door, clock.now());
    let usable = false;
    let committed = false;
    try {
      // A read whose answers all come from copies never takes a connection; what writes must know at once that it can.
      if (door.access === 'write') await session.begin();
      const result = await frames.run(frame, () => limit.within(() => work(transaction.tx as Tx & SystemTx)));
      transaction.end();
      const held = session.begun ? await session.held() : undefined;
      if (held !== undefined) await commit(held, door, transaction);
      usable = committed = true;
      return result;
    } catch (error) {
      transaction.end();
      const held = await session.held();
      const lost = isLost(error) || isLost(transaction.failure) || error instanceof CommitOutcomeUnknown;
      // On a silent connection ROLLBACK would only wait once more; closing it undoes the work as well.
      usable = !lost && held !== undefined && (await rollBack(held));
      // Work may have wrapped the server's error; what decides about a repeat is what the server said.
      throw isTransient(transaction.failure) ? transaction.failure : error;
    } finally {
      limit.clear();
      frame.open = false;
      if (session.begun) await (await session.held())?.release(usable);
      if (committed && transaction.hints.length > 0) await runHints(transaction, logger);
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

async function runHints({ hints }: OpenTransaction, logger: DatabaseLogger): Promise<void> {
  const run = async (hint: OpenTransaction['hints'][number]) => {
    try {
      await hint();
    } catch (error) {
      logger.warn({ err: error }, 'a hint after COMMIT failed');
    }
  };
  await Promise.all(hints.map(run));
}
