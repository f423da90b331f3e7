import { canonicalJson, sha256, type TenantId } from '@quotewright/kernel';

/** A command as idempotency sees it: who repeats what under which key. */
export interface IdempotentRequest {
  readonly tenant: TenantId;
  /** Subject of the caller: keys of different callers never meet. */
  readonly principal: string;
  /** `operationId` of the route. */
  readonly operation: string;
  /** The `Idempotency-Key` header. */
  readonly key: string;
  /** SHA-256 of the canonical {method, route template, path parameters, body}: what the key stands for. */
  readonly requestHash: string;
  /** How long a repeat is answered; at least, and by default, 24 hours. */
  readonly retentionHours?: number;
  /** How long a repeat waits for the first request before it is told to come back; default 2,000 ms. */
  readonly waitForMs?: number;
}

export const MIN_RETENTION_HOURS = 24;

/** One text per (tenant, principal, operation, key), whatever characters they have. */
export function commandId(request: IdempotentRequest): string {
  return canonicalJson([request.tenant, request.principal, request.operation, request.key]);
}

/**
 * The command's advisory lock: 64 bits of its hash as a signed decimal. A collision of two commands makes
 * one wait for the other, nothing worse.
 */
export function lockNumber(request: IdempotentRequest): string {
  return BigInt.asIntN(64, BigInt(`0x${sha256(commandId(request)).slice(0, 16)}`)).toString();
}

export function expiryOf(request: IdempotentRequest, now: number): number {
  return now + Math.max(request.retentionHours ?? MIN_RETENTION_HOURS, MIN_RETENTION_HOURS) * 3_600_000;
}
