import { type Currency, type FieldError, isCurrency } from '@quotewright/kernel';
import { type CanonicalLine, canonicalLines } from './canonical-lines.ts';
import { dateProblem } from './date-problem.ts';
import type { PriceRequest } from './price-request.ts';
import { textProblem } from './text.ts';

/** A request of which every value can be read; lines are in canonical form, defaults are not filled in yet. */
export interface CanonicalRequest extends Omit<PriceRequest, 'lines' | 'currency' | 'promotionCodes'> {
  readonly currency?: Currency;
  /** Sorted, each once. */
  readonly promotionCodes: readonly AskedCode[];
  readonly lines: readonly CanonicalLine[];
}

/** A code in upper case, and where it was asked for. */
export interface AskedCode {
  readonly code: string;
  readonly pointer: string;
}

export type ReadRequest =
  | { readonly ok: true; readonly request: CanonicalRequest }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

interface MemberCheck {
  readonly member: 'accountId' | 'currency' | 'market' | 'channel' | 'partner' | 'place' | 'effectiveDate';
  readonly code: string;
  problem(text: string): string | undefined;
}

const MEMBER_CHECKS: readonly MemberCheck[] = [
  { member: 'accountId', code: 'TEXT_INVALID', problem: textProblem },
  {
    member: 'currency',
    code: 'CURRENCY_INVALID',
    problem: (text) => (isCurrency(text) ? undefined : 'must be an ISO 4217 currency code'),
  },
  { member: 'market', code: 'TEXT_INVALID', problem: textProblem },
  { member: 'channel', code: 'TEXT_INVALID', problem: textProblem },
  { member: 'partner', code: 'TEXT_INVALID', problem: textProblem },
  { member: 'place', code: 'TEXT_INVALID', problem: textProblem },
  {
    member: 'effectiveDate',
    code: 'DATE_INVALID',
    problem: dateProblem,
  },
];

export function readRequest(request: PriceRequest): ReadRequest {
  const errors: FieldError[] = [];
  for (const { member, code, problem } of MEMBER_CHECKS) {
    const text = request[member];
    const reason = text === undefined ? undefined : problem(text);
    if (reason !== undefined) errors.push({ pointer: `/${member}`, code, reason });
  }
  const promotionCodes = askedCodes(request.promotionCodes ?? [], errors);
  const lines = canonicalLines(request.lines, errors);
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, request: { ...request, promotionCodes, lines } as CanonicalRequest };
}

const MAX_CODES = 20;

function askedCodes(codes: readonly string[], errors: FieldError[]): readonly AskedCode[] {
  if (codes.length > MAX_CODES) {
    errors.push({ pointer: '/promotionCodes', code: 'TOO_LARGE', reason: `must be at most ${MAX_CODES}` });
    return [];
  }
  const asked = new Map<string, AskedCode>();
  for (const [index, text] of codes.entries()) {
    const pointer = `/promotionCodes/${index}`;
    const reason = textProblem(text);
    if (reason !== undefined) errors.push({ pointer, code: 'TEXT_INVALID', reason });
    const code = text.toUpperCase();
    if (!asked.has(code)) asked.set(code, { code, pointer });
  }
  return [...asked.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}
