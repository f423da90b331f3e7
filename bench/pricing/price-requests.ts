import type { PriceRequest, PriceRequestLine } from '@quotewright/pricing';
import { offeringId, ROWS_PER_OFFERING } from './price-documents.ts';

const TERMS = [12, 24, 36];
const REGIONS = ['r1', 'r2', 'r3'];

/** Lines over the whole list, in a fixed order that jumps, so that neighbours share no page. */
export function linesOver(rows: number, count: number): readonly PriceRequestLine[] {
  const offerings = rows / ROWS_PER_OFFERING;
  return Array.from({ length: count }, (_, index) => ({
    id: `${index}`,
    offeringId: offeringId((index * 7_919) % offerings),
    quantity: `${1 + (index % 300)}`,
    usage: { traffic: `${index * 31}` },
    characteristics: { region: [REGIONS[index % REGIONS.length] as string] },
    termMonths: TERMS[index % TERMS.length] as number,
  }));
}

export interface NewRequests {
  /** One that nobody has asked for: not a line of it is like one of another request. */
  next(lines: number, accountId?: string): PriceRequest;
}

export function newRequests(rows: number): NewRequests {
  let number = 0;
  return {
    next(lines, accountId) {
      number += 1;
      const own = number;
      return {
        ...(accountId !== undefined && { accountId }),
        lines: linesOver(rows, lines).map((line, index) => ({
          ...line,
          quantity: `${300 * own + (index % 300)}`,
          usage: { traffic: `${own * 100_000_000 + index * 31}` },
        })),
      };
    },
  };
}

/** The same with another quantity in the middle, as somebody changes it who is still negotiating. */
export function withOneChanged(request: PriceRequest): PriceRequest {
  const changed = request.lines.length >> 1;
  return {
    ...request,
    lines: request.lines.map((line, index) => (index === changed ? { ...line, quantity: '7' } : line)),
  };
}
