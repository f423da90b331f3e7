import type { Answer } from '../http/answer.ts';
import type { Database } from '../postgres/database.ts';
import { CommitOutcomeUnknown } from '../postgres/errors.ts';
import type { Tx } from '../postgres/tx.ts';
import { inProgress } from './idempotency-errors.ts';
import { findRecord, type IdempotencyRecord, insertRecord, tryLock } from './idempotency-store.ts';
import type { IdempotentRequest } from './idempotent-request.ts';
import { firstAnswer, toStored } from './stored-answer.ts';
import type { Timing } from './timing.ts';

/*
 * At most one effect per (tenant, principal, operation, key). In one READ COMMITTED transaction:
 *
 *   pg_try_advisory_xact_lock ── then, as a statement of its own, so that it sees what the last holder
 *   committed ── read the row:
 *     row                      → stored: replayed, or refused when it belongs to another payload
 *     no row, lock held        → run the effect here, insert the row last, commit
 *     no row, lock elsewhere   → end the transaction, so that waiting costs no connection; pause; again,
 *                                until the deadline → IDEMPOTENCY_IN_PROGRESS
 *
 * When the connection breaks at COMMIT the same look decides: the row is there (it was committed), the lock
 * is still held (it may yet be), or the lock is free without a row (it never will be: running is safe).
 */

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 200;

export type Settled =
  | { readonly kind: 'first'; readonly answer: Answer; readonly record: IdempotencyRecord }
  /** Not a 2xx answer: rolled back, nothing is stored. */
  | { readonly kind: 'refused'; readonly answer: Answer; readonly record?: never }
  | { readonly kind: 'stored'; readonly record: IdempotencyRecord };

class Refused extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`answer ${answer.status} is not kept`);
    this.answer = answer;
  }
}

/** Somebody committed a row although we held the lock: a node that locks by another rule. */
class RowInTheWay extends Error {}

/** `deadline` is in the clock's monotonic milliseconds; one look is made in any case. */
export async function settleCommand(
  database: Database,
  request: IdempotentRequest,
  work: (tx: Tx) => Promise<Answer>,
  timing: Timing,
  deadline: number,
): Promise<Settled> {
  let restarted = false;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const patience = deadline - timing.clock.monotonic();
    try {
      const settled = await look(database, request, work);
      if (settled !== undefined) return settled;
      if (patience <= 0) throw inProgress();
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', answer: error.answer };
      if (error instanceof RowInTheWay && !restarted) restarted = true;
      else if (!(error instanceof CommitOutcomeUnknown) || patience <= 0) throw error;
    }
    await timing.pause(Math.min(pause * (0.5 + timing.random() / 2), Math.max(patience, 0)));
  }
}

/** One transaction of the protocol; undefined while somebody else holds the command. */
function look(database: Database, request: IdempotentRequest, work: (tx: Tx) => Promise<Answer>) {
  return database.withTenant(request.tenant, 'write', async (tx): Promise<Settled | undefined> => {
    const locked = await tryLock(tx, request);
    const stored = await findRecord(tx, request);
    if (stored !== undefined) return { kind: 'stored', record: stored };
    if (!locked) return undefined;

    const answer = await work(tx);
    if (answer.status < 200 || answer.status > 299) throw new Refused(answer);
    const kept = { requestHash: request.requestHash, answer: toStored(answer) };
    const record = await insertRecord(tx, request, kept);
    if (record === undefined) throw new RowInTheWay('the key was taken meanwhile');
    return { kind: 'first', answer: firstAnswer(answer, record.answer), record };
  });
}
