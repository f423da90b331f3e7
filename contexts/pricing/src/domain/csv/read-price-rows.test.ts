import { describe, expect, it } from 'vitest';
import { readPriceList } from '../../testing/read-price-list.ts';
import { PRICE_LIST_FORMAT } from '../price-list-document.ts';
import { locateCsvError } from './locate-csv-error.ts';
import { readPriceRows as readInSlices } from './read-price-rows.ts';

/** Rows from cells by column, a line each; columns in the order in which they first occur. */
function rowsOf(...records: readonly Readonly<Record<string, string>>[]) {
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return [
    { line: 1, cells: columns },
    ...records.map((record, index) => ({
      line: index + 2,
      cells: columns.map((column) => record[column] ?? ''),
    })),
  ];
}

function readPriceRows(rows: Parameters<typeof readInSlices>[0]) {
  const reading = readInSlices(rows);
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
  }
}

const SEAT = {
  price: 'seat:fee',
  offering: 'seat',
  charge: 'fee',
  chargeName: 'Seat fee',
  chargeType: 'recurring',
  period: 'month',
  amount: '13',
};

function entries(...records: readonly Readonly<Record<string, string>>[]) {
  const { prices, errors } = readPriceRows(rowsOf(...records));
  expect(errors).toEqual([]);
  return prices.map(({ entry }) => entry);
}

function problems(...records: readonly Readonly<Record<string, string>>[]) {
  return readPriceRows(rowsOf(...records)).errors.map(({ line, column, code }) => [line, column, code]);
}

/** What the checks of documents say about the rows, at lines and columns. */
function checked(...records: readonly Readonly<Record<string, string>>[]) {
  const { prices } = readPriceRows(rowsOf(...records));
  const read = readPriceList({
    format: PRICE_LIST_FORMAT,
    priceList: { id: 'standard-usd', name: 'Standard', currency: 'USD' },
    prices: prices.map(({ entry }) => entry),
  });
  return read.ok ? [] : read.errors.map((error) => locateCsvError(error, prices));
}

describe('price rows', () => {
  it('are one price each, flat unless they say otherwise', () => {
    expect(entries(SEAT, { ...SEAT, price: 'p2', offering: 'site', floor: '70', priority: '5' })).toEqual([
      {
        id: 'seat:fee',
        offeringId: 'seat',
        charge: { id: 'fee', name: 'Seat fee', type: 'recurring', period: 'month' },
        model: 'flat',
        amount: '13',
      },
      expect.objectContaining({ id: 'p2', offeringId: 'site', floor: '70', priority: 5 }),
    ]);
  });

  it('are the tiers of one price where they follow one another', () => {
    const volume = { ...SEAT, model: 'volume', tierBasis: 'bundle:seat|site' };
    expect(
      entries(
        volume,
        { ...SEAT, model: 'volume', above: '49', amount: '12', tierFloor: '100' },
        {
          price: 'seat:fee',
          above: '249',
          amount: '11',
        },
      ),
    ).toMatchObject([
      {
        model: 'volume',
        tierBasis: { kind: 'bundle', offeringIds: ['seat', 'site'] },
        tiers: [
          { amount: '13' },
          { above: '49', amount: '12', floor: '100' },
          { above: '249', amount: '11' },
        ],
      },
    ]);
  });

  it('have conditions, validity, ramps and parts of totals', () => {
    const row = {
      ...SEAT,
      validFrom: '2026-01-01',
      validUntil: '2027-01-01',
      market: 'EU|US',
      termMonths: '12|24',
      quantityMin: '50',
      ramp: '1:50|7:100',
      'characteristic:region': 'r1|r2',
      'characteristicNumber:sites': '1|2',
      'rootCharacteristicFlag:managed': 'true',
      'characteristicRange:bandwidth': '100..499.5',
    };
    const { amount: _, ...head } = SEAT;
    const support = { ...head, price: 's', model: 'percentOfTotal', percent: '18', ofScope: 'bundle' };
    const read = entries(row, { ...support, ofCharges: 'seat:fee|a:b:fee' });
    expect(read[0]).toMatchObject({
      validity: { from: '2026-01-01', until: '2027-01-01' },
      ramp: [
        { fromMonth: 1, percent: '50' },
        { fromMonth: 7, percent: '100' },
      ],
      conditions: {
        markets: ['EU', 'US'],
        termMonths: [12, 24],
        quantity: { min: '50' },
        characteristics: [
          { id: 'region', of: 'line', values: ['r1', 'r2'] },
          { id: 'sites', of: 'line', values: [1, 2] },
          { id: 'managed', of: 'root', values: [true] },
          { id: 'bandwidth', of: 'line', range: { min: '100', max: '499.5' } },
        ],
      },
    });
    expect(read[1]).toMatchObject({
      model: 'percentOfTotal',
      percent: '18',
      of: {
        scope: 'bundle',
        charges: [
          { offeringId: 'seat', chargeId: 'fee' },
          { offeringId: 'a:b', chargeId: 'fee' },
        ],
      },
    });
    expect(checked(row)).toEqual([]);
  });

  it('keep as text what a spreadsheet would take for a formula', () => {
    const chargeName = '=HYPERLINK("https://example.org")';
    expect(entries({ ...SEAT, chargeName })).toMatchObject([{ charge: { name: chargeName } }]);
  });

  it('are refused without a header that names every column once', () => {
    expect(readPriceRows([]).errors).toMatchObject([{ line: 1, code: 'CSV_EMPTY' }]);
    expect(problems({ ...SEAT, colour: 'red', 'characteristic:': 'x' })).toEqual([
      [1, 'colour', 'COLUMN_UNKNOWN'],
      [1, 'characteristic:', 'COLUMN_UNKNOWN'],
    ]);
    const twice = [{ line: 1, cells: ['price', 'price', 'offering', 'charge', 'chargeName', 'chargeType'] }];
    expect(readPriceRows(twice).errors).toMatchObject([{ column: 'price', code: 'COLUMN_DUPLICATE' }]);
    const [, ...headless] = rowsOf(SEAT);
    const missing = readPriceRows(headless).errors.filter(({ code }) => code === 'COLUMN_MISSING');
    expect(missing.map(({ column }) => column)).toEqual([
      'price',
      'offering',
      'charge',
      'chargeName',
      'chargeType',
    ]);
    expect(readPriceRows(rowsOf(SEAT).slice(0, 1)).errors).toMatchObject([{ code: 'CSV_EMPTY' }]);
  });

  it('are refused with more or fewer cells than columns, each at its line', () => {
    const [header, seat] = rowsOf(SEAT) as [
      { line: number; cells: string[] },
      { line: number; cells: string[] },
    ];
    const { errors } = readPriceRows([
      header,
      { line: 2, cells: [...seat.cells, 'more'] },
      { line: 5, cells: seat.cells.slice(1) },
    ]);
    expect(errors).toMatchObject([
      { line: 2, code: 'CELLS_TOO_MANY', reason: 'has 8 cells, the header names 7 columns' },
      { line: 5, code: 'CELLS_TOO_FEW' },
    ]);
  });

  it('are refused when a price comes twice, or a tier says something else than its price', () => {
    expect(problems(SEAT, SEAT)).toEqual([[3, 'price', 'PRICE_ID_DUPLICATE']]);
    const volume = { ...SEAT, model: 'volume' };
    const far = { ...volume, above: '49' };
    expect(problems(volume, { ...SEAT, price: 'other' }, far)).toEqual([[4, 'price', 'PRICE_ID_DUPLICATE']]);
    expect(problems(volume, { ...far, period: 'year' })).toEqual([[3, 'period', 'ROW_DIFFERS']]);
  });

  it('are read in slices, and not to their end where nearly all are wrong', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({ ...SEAT, price: `p${index}` }));
    const reading = readInSlices(rowsOf(...many));
    let slices = 0;
    while (reading.next().done !== true) slices += 1;
    expect(slices).toBe(10);
    const { errors } = readPriceRows(rowsOf(...many.map((row) => ({ ...row, optional: 'yes' }))));
    expect(errors).toHaveLength(1_000);
  });

  it.each([
    ['priority', 'high'],
    ['optional', 'yes'],
    ['termMonths', '12|a year'],
    ['tierBasis', 'sum:a'],
    ['ramp', '1=50'],
    ['characteristicRange:bandwidth', '100-499'],
    ['characteristicFlag:managed', '1'],
  ])('are refused when %s is "%s"', (column, cell) => {
    expect(problems({ ...SEAT, [column]: cell })).toEqual([[2, column, 'CELL_INVALID']]);
  });

  it.each([
    ['an amount', { amount: '-13' }, 2, 'amount'],
    ['a missing amount', { amount: '' }, 2, 'amount'],
    ['a period that does not belong', { chargeType: 'oneTime' }, 2, 'period'],
    ['a threshold of a flat price', { above: '3' }, 2, 'above'],
    ['a date', { validFrom: '1.1.2026' }, 2, 'validFrom'],
    ['a condition', { market: 'EU|EU' }, 2, 'market'],
  ])('are checked as documents are, and %s is found in its cell', (_what, change, line, column) => {
    expect(checked({ ...SEAT, ...change })).toMatchObject([{ pointer: '', line, column }]);
  });

  it('are found by the tier that is wrong, and name each other by their lines', () => {
    const volume = { ...SEAT, model: 'volume' };
    const tiers = [volume, { ...volume, above: '49', amount: 'x' }, { ...volume, above: '99', amount: '11' }];
    expect(checked(...tiers)).toMatchObject([{ line: 3, column: 'amount' }]);
    const [overlap] = checked(SEAT, { ...SEAT, price: 'again' });
    expect(overlap?.line).toBe(3);
    expect(overlap?.reason).toContain('line 2');
  });
});

describe('bounds and spaces', () => {
  it('of a tier are refused on a price that has none, in their cell', () => {
    expect(problems({ ...SEAT, floor: '50', tierFloor: '100' })).toEqual([[2, 'tierFloor', 'CELL_INVALID']]);
  });

  it('around a cell do not make a further tier another price', () => {
    const tier = { price: 'seat:fee', offering: ' seat ', model: ' ', above: '49', amount: '12' };
    expect(problems({ ...SEAT, model: 'volume', above: '' }, tier)).toEqual([]);
  });
});
