import { defineCategory, hashPart, jsonCodec, wordPart } from '@quotewright/acceleration';
import { sha256 } from '@quotewright/kernel';
import type { IdempotencyRecord } from './idempotency-store.ts';
import { commandId, type IdempotentRequest } from './idempotent-request.ts';

const hour = 3_600_000;
const KB = 1_024;

/** What committed, and where its answer is. No body, no key of a client: these are in the row alone. */
interface CommandPointer {
  readonly tenantId: string;
  /** SHA-256 of the row's primary key, lower-case hex: the row has no other name. */
  readonly commandKey: string;
  readonly requestHash: string;
  readonly status: number;
  /** Media type of the answer; null without a body. */
  readonly responseType: string | null;
  /** Its `Location`. */
  readonly responseRef: string | null;
  readonly createdAt: string;
}

export const pointerCategory = defineCategory({
  name: 'platform.command-pointer',
  system: 'oms',
  service: 'idempotency',
  purpose:
    'That a command has committed, so that its repeat reads the row before it asks for a lock. Nobody is answered from it.',
  owner: 'the platform',
  kind: 'idempotency-pointer',
  truth: 'platform.idempotency, by its primary key',
  tenantScope: 'tenant',
  version: { none: 'because a row never changes' },
  key: [wordPart('operation'), hashPart('keyHash')],
  // Repeats come within minutes; a later one finds the row with one statement more.
  ttl: { fresh: hour, max: hour },
  negativeTtl: 'never',
  invalidation: 'ttl-only',
  whenStale: 'never',
  whenStoreDown: 'load',
  schemaVersion: 1,
  codec: jsonCodec<CommandPointer>((value) => typeof (value as CommandPointer).commandKey === 'string'),
  maxStoredBytes: 2 * KB,
  maxDecodedBytes: 2 * KB,
  averageBytes: 700,
  expectedCardinality: 10_000,
  overCap: 'do-not-store',
  sensitivity: 'none',
  // Not sealed: a forged one costs a read by primary key, and there is nothing in it that anybody believes.
  protection: 'hash',
  canAffectBusinessState:
    'no, because replay and conflict are decided by the row, and an effect needs the lock and the row to be absent',
  runbook: 'store-unavailable',
});

/** The parts of the key of a command's pointer. */
export function pointerParts(request: IdempotentRequest) {
  return { operation: request.operation, keyHash: sha256(commandId(request)) };
}

export function pointerTo(request: IdempotentRequest, record: IdempotencyRecord): CommandPointer {
  const { status, headers } = record.answer;
  return {
    tenantId: request.tenant,
    commandKey: sha256(commandId(request)),
    requestHash: record.requestHash,
    status,
    responseType: headers['content-type'] ?? null,
    responseRef: headers['location'] ?? null,
    createdAt: new Date(record.createdAt).toISOString(),
  };
}
