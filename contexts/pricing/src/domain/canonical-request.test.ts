import { canonicalJson, decimal, decimalText } from '@quotewright/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRequest } from './canonical-request.ts';
import type { PriceRequest, PriceRequestLine } from './price-request.ts';

function request(line: Partial<PriceRequestLine> = {}, rest: Partial<PriceRequest> = {}): PriceRequest {
  return { lines: [{ id: '1', offeringId: 'claude-2', quantity: '1', ...line }], ...rest };
}

function errorsOf(asked: PriceRequest) {
  const read = readRequest(asked);
  return read.ok ? [] : read.errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

function canonical(asked: PriceRequest): string {
  const read = readRequest(asked);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return canonicalJson(read.request);
}

describe('reading a price request', () => {
  it('takes "1.50" and "1.5" as one quantity', () => {
    expect(canonical(request({ quantity: '1.50', usage: { input: '2.0' } }))).toBe(
      canonical(request({ quantity: '1.5', usage: { input: '2' } })),
    );
  });

  it('has one text for a number, whatever zeros trail it', () => {
    const numbers = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 24n - 1n }), fc.stringMatching(/^\d{0,6}$/));
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 6 }), ([integer, fraction], zeros) => {
        const quantity = fraction === '' ? `${integer}` : `${integer}.${fraction}`;
        const padded = `${integer}.${fraction.padEnd(6, '0')}${'0'.repeat(zeros)}`;
        expect(canonical(request({ quantity: padded }))).toBe(canonical(request({ quantity })));
        expect(canonical(request({ quantity }))).toContain(`"quantity":"${decimalText(decimal(quantity))}"`);
      }),
    );
  });

  it('sorts usage and keeps the order of lines', () => {
    const read = readRequest({
      lines: [
        { id: 'b', offeringId: 'x', quantity: '1', usage: { output: '1', input: '2' } },
        { id: 'a', offeringId: 'x', quantity: '1' },
      ],
    });
    expect(read.ok && read.request.lines.map(({ id, usage }) => [id, Object.keys(usage)])).toEqual([
      ['b', ['input', 'output']],
      ['a', []],
    ]);
  });

  it.each([
    '1e400',
    '1e2',
    'NaN',
    'Infinity',
    '-0',
    '-1',
    '١',
    '',
    ' 1',
    '1,5',
    '01',
    '.5',
    '0x10',
    '9'.repeat(40),
    '0.0000000000001',
  ])('refuses the quantity %j with a field error', (hostile) => {
    expect(errorsOf(request({ quantity: hostile }))).toEqual(['/lines/0/quantity QUANTITY_INVALID']);
    expect(errorsOf(request({ usage: { 'a/b': hostile } }))).toEqual([
      '/lines/0/usage/a~1b QUANTITY_INVALID',
    ]);
  });

  it('refuses a quantity of nothing, and takes usage of nothing', () => {
    expect(errorsOf(request({ quantity: '0.00' }))).toEqual(['/lines/0/quantity QUANTITY_INVALID']);
    expect(errorsOf(request({ usage: { input: '0' } }))).toEqual([]);
  });

  it('keeps a usage named __proto__ as the plain name it is', () => {
    const usage = JSON.parse('{"__proto__":"1"}') as Record<string, string>;
    expect(canonical(request({ usage }))).toContain('"usage":{"__proto__":"1"}');
  });

  it('refuses two lines with one id', () => {
    const line = { id: '1', offeringId: 'x', quantity: '1' };
    expect(errorsOf({ lines: [line, line] })).toEqual(['/lines/1/id LINE_ID_DUPLICATE']);
  });

  it('refuses no lines and more than 5,000', () => {
    const line = { id: '1', offeringId: 'x', quantity: '1' };
    expect(errorsOf({ lines: [] })).toEqual(['/lines LINE_COUNT_INVALID']);
    expect(errorsOf({ lines: Array.from({ length: 5_001 }, () => line) })).toEqual([
      '/lines LINE_COUNT_INVALID',
    ]);
  });

  it.each([
    [{ currency: 'usd' }, '/currency CURRENCY_INVALID'],
    [{ effectiveDate: '2026-02-30' }, '/effectiveDate DATE_INVALID'],
    [{ market: '' }, '/market TEXT_INVALID'],
    [{ channel: 'a\u0000b' }, '/channel TEXT_INVALID'],
    [{ accountId: '\ud800' }, '/accountId TEXT_INVALID'],
  ])('refuses %j', (rest, error) => {
    expect(errorsOf(request({}, rest))).toEqual([error]);
  });

  it('refuses identifiers that are not text to print', () => {
    const error = request({ id: '', offeringId: 'x'.repeat(201) });
    expect(errorsOf(error)).toEqual(['/lines/0/id TEXT_INVALID', '/lines/0/offeringId TEXT_INVALID']);
  });
});

describe('days far away', () => {
  it.each(['0050-03-15', '9999-12-31'])(
    'such as %s are refused: calendars of whole periods need some room',
    (day) => {
      expect(errorsOf(request({ startDate: day }, { effectiveDate: day }))).toEqual([
        '/effectiveDate DATE_INVALID',
        '/lines/0/startDate DATE_INVALID',
      ]);
    },
  );
});
