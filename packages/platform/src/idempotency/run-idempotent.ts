import type { Answer } from '../http/answer.ts';
import type { Database } from '../postgres/database.ts';
import type { Tx } from '../postgres/tx.ts';
import type { CommandPointers } from './command-pointers.ts';
import { fail, inProgress } from './idempotency-errors.ts';
import { findRecord, type IdempotencyRecord } from './idempotency-store.ts';
import { commandId, type IdempotentRequest } from './idempotent-request.ts';
import { settleCommand } from './settle-command.ts';
import { replayedAnswer } from './stored-answer.ts';
import { systemTiming, type Timing } from './timing.ts';

/*
 * A command that a pointer knows of is read first, without a lock; the row decides, and where there is none the protocol does.
 * Within a process one caller per command goes to the database; the others wait for it here, without a
 * connection, and share the row it found or wrote. The protocol over the database: settle-command.ts.
 */

const DEFAULT_WAIT_MS = 2_000;

export interface IdempotencyDeps {
  readonly timing?: Timing;
  /** Absent: every command begins with the protocol. */
  readonly pointers?: CommandPointers;
}

/** What is committed under a command's key once the caller ahead is done; undefined: nothing. */
type Ahead = Promise<IdempotencyRecord | undefined>;

const underWay = new WeakMap<Database, Map<string, Ahead>>();

/**
 * Runs `work` so that repeats of the request have its one effect and get its one answer. Only a 2xx answer
 * is kept: another answer, like a thrown error, rolls the transaction back and leaves nothing behind.
 * `work` must have no effect outside its transaction. Throws the two errors of `idempotencyErrors`, and
 * whatever `work` throws.
 */
export async function runIdempotent(
  database: Database,
  request: IdempotentRequest,
  work: (tx: Tx) => Promise<Answer>,
  { timing = systemTiming, pointers }: IdempotencyDeps = {},
): Promise<Answer> {
  const deadline = timing.clock.monotonic() + (request.waitForMs ?? DEFAULT_WAIT_MS);
  const commands = commandsOf(database);
  const id = commandId(request);

  for (let ahead = commands.get(id); ahead !== undefined; ahead = commands.get(id)) {
    const record = await unlessLate(ahead, deadline, timing);
    if (record !== undefined) return replay(record, request);
  }

  const { promise, resolve } = Promise.withResolvers<IdempotencyRecord | undefined>();
  commands.set(id, promise);
  let record: IdempotencyRecord | undefined;
  try {
    record = pointers && (await followPointer(database, request, pointers));
    if (record !== undefined) return replay(record, request);
    const settled = await settleCommand(database, request, work, timing, deadline);
    record = settled.record;
    if (record !== undefined) void pointers?.remember(request, record);
    return settled.kind === 'stored' ? replay(settled.record, request) : settled.answer;
  } finally {
    // The next caller in line finds the way free, and takes it before anybody else can run.
    commands.delete(id);
    resolve(record);
  }
}

/** What stands in the row that a pointer promised; undefined: nothing, or nothing was promised. */
async function followPointer(
  database: Database,
  request: IdempotentRequest,
  pointers: CommandPointers,
): Promise<IdempotencyRecord | undefined> {
  if (!(await pointers.isKnown(request))) {
    pointers.counted('none');
    return undefined;
  }
  const record = await database.withTenant(request.tenant, 'read', (tx) => findRecord(tx, request));
  pointers.counted(record === undefined ? 'stale' : 'hit');
  return record;
}

function commandsOf(database: Database): Map<string, Ahead> {
  const known = underWay.get(database);
  if (known !== undefined) return known;
  const commands = new Map<string, Ahead>();
  underWay.set(database, commands);
  return commands;
}

function replay(record: IdempotencyRecord, request: IdempotentRequest): Answer {
  if (record.requestHash === request.requestHash) return replayedAnswer(record.answer);
  throw fail(
    'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD',
    `this key belongs to another ${request.operation} request; send a new request with a new key`,
  );
}

async function unlessLate<T>(ahead: Promise<T>, deadline: number, timing: Timing): Promise<T> {
  const done = new AbortController();
  const late = timing.pause(Math.max(0, deadline - timing.clock.monotonic()), done.signal).then(() => {
    throw inProgress();
  });
  try {
    return await Promise.race([ahead, late]);
  } finally {
    late.catch(() => {}); // it loses the race, too, when it is called off
    done.abort();
  }
}
