import { type Currency, type FieldError, isCalendarDate, isCurrency } from '@quotewright/kernel';
import { type CanonicalLine, canonicalLines } from './canonical-lines.ts';
import type { PriceRequest } from './price-request.ts';
import { textProblem } from './text.ts';

/** A request of which every value can be read; lines are in canonical form, defaults are not filled in yet. */
export interface CanonicalRequest extends Omit<PriceRequest, 'lines' | 'currency'> {
  readonly currency?: Currency;
  readonly lines: readonly CanonicalLine[];
}

export type ReadRequest =
  | { readonly ok: true; readonly request: CanonicalRequest }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

interface MemberCheck {
  readonly member: 'accountId' | 'currency' | 'market' | 'channel' | 'effectiveDate';
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
  {
    member: 'effectiveDate',
    code: 'DATE_INVALID',
    problem: (text) => (isCalendarDate(text) ? undefined : 'must be a date such as "2026-03-01"'),
  },
];

export function readRequest(request: PriceRequest): ReadRequest {
  const errors: FieldError[] = [];
  for (const { member, code, problem } of MEMBER_CHECKS) {
    const text = request[member];
    const reason = text === undefined ? undefined : problem(text);
    if (reason !== undefined) errors.push({ pointer: `/${member}`, code, reason });
  }
  const lines = canonicalLines(request.lines, errors);
  return errors.length > 0
    ? { ok: false, errors }
    : { ok: true, request: { ...request, lines } as CanonicalRequest };
}
