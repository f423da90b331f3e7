/** Where a cell goes in a price, as the steps of a path; `tiers` stands for the tier of the row. */
export type ColumnPath = readonly [string, ...string[]];

export interface CsvColumn {
  readonly path: ColumnPath;
  readonly read: CellReader;
  /** Of the tier of the row, not of the price. */
  readonly ofTier?: true;
}

/** What a cell says; undefined when it cannot. */
export type CellReader = (cell: string) => unknown;

const text: CellReader = (cell) => cell;
const flag: CellReader = (cell) => (cell === 'true' ? true : cell === 'false' ? false : undefined);
const whole: CellReader = (cell) => (/^-?\d{1,9}$/.test(cell) ? Number(cell) : undefined);
const listOf =
  (read: CellReader): CellReader =>
  (cell) => {
    const values = cell.split(LIST_SEPARATOR).map((part) => read(part.trim()));
    return values.includes(undefined) ? undefined : values;
  };

const LIST_SEPARATOR = '|';

/** `sumOf:input|output`, `bundle:seat|site`, `own`. */
const tierBasis: CellReader = (cell) => {
  const [kind, rest] = cutAt(cell, cell.indexOf(':'));
  const member = { sumOf: 'charges', bundle: 'offeringIds' }[kind];
  if (rest === undefined) return kind === 'own' ? { kind } : undefined;
  return member === undefined ? undefined : { kind, [member]: rest.split(LIST_SEPARATOR) };
};

/** `1:50|7:100`: percent of the amount from a month on. */
const ramp = listOf((part) => {
  const [month, percent] = cutAt(part, part.indexOf(':'));
  const fromMonth = whole(month);
  return percent === undefined || fromMonth === undefined ? undefined : { fromMonth, percent };
});

/** `seat:fee|site:access`: an offering's id may have colons, a charge's has none. */
const chargesOfTotal = listOf((part) => {
  const [offeringId, chargeId] = cutAt(part, part.lastIndexOf(':'));
  return chargeId === undefined ? undefined : { offeringId, chargeId };
});

/** `100..499`, either end may be left out. */
const range: CellReader = (cell) => {
  const [min, max] = cutAt(cell, cell.indexOf('..'), 2);
  if (max === undefined) return undefined;
  return { ...(min !== '' && { min }), ...(max !== '' && { max }) };
};

function cutAt(cell: string, at: number, length = 1): readonly [string, string | undefined] {
  return at < 0 ? [cell, undefined] : [cell.slice(0, at), cell.slice(at + length)];
}

/** Every column but those of characteristics, by its name in the header. */
export const CSV_COLUMNS: ReadonlyMap<string, CsvColumn> = new Map<string, CsvColumn>([
  ['price', { path: ['id'], read: text }],
  ['offering', { path: ['offeringId'], read: text }],
  ['charge', { path: ['charge', 'id'], read: text }],
  ['chargeName', { path: ['charge', 'name'], read: text }],
  ['chargeType', { path: ['charge', 'type'], read: text }],
  ['period', { path: ['charge', 'period'], read: text }],
  ['proration', { path: ['charge', 'proration'], read: text }],
  ['unit', { path: ['charge', 'unit'], read: text }],
  ['fractions', { path: ['charge', 'fractions'], read: flag }],
  ['per', { path: ['charge', 'per'], read: text }],
  ['optional', { path: ['charge', 'optional'], read: flag }],
  ['model', { path: ['model'], read: text }],
  ['above', { path: ['tiers', 'above'], read: text, ofTier: true }],
  ['amount', { path: ['tiers', 'amount'], read: text, ofTier: true }],
  ['tierFloor', { path: ['tiers', 'floor'], read: text, ofTier: true }],
  ['tierCeiling', { path: ['tiers', 'ceiling'], read: text, ofTier: true }],
  ['tierBasis', { path: ['tierBasis'], read: tierBasis }],
  ['floor', { path: ['floor'], read: text }],
  ['ceiling', { path: ['ceiling'], read: text }],
  ['percent', { path: ['percent'], read: text }],
  ['ofScope', { path: ['of', 'scope'], read: text }],
  ['ofCharges', { path: ['of', 'charges'], read: chargesOfTotal }],
  ['validFrom', { path: ['validity', 'from'], read: text }],
  ['validUntil', { path: ['validity', 'until'], read: text }],
  ['priority', { path: ['priority'], read: whole }],
  ['ramp', { path: ['ramp'], read: ramp }],
  ['quantityMin', { path: ['conditions', 'quantity', 'min'], read: text }],
  ['quantityMax', { path: ['conditions', 'quantity', 'max'], read: text }],
  ['termMonths', { path: ['conditions', 'termMonths'], read: listOf(whole) }],
  ['market', { path: ['conditions', 'markets'], read: listOf(text) }],
  ['channel', { path: ['conditions', 'channels'], read: listOf(text) }],
  ['segment', { path: ['conditions', 'segments'], read: listOf(text) }],
  ['customerType', { path: ['conditions', 'customerTypes'], read: listOf(text) }],
  ['accountType', { path: ['conditions', 'accountTypes'], read: listOf(text) }],
  ['partner', { path: ['conditions', 'partners'], read: listOf(text) }],
  ['place', { path: ['conditions', 'places'], read: listOf(text) }],
]);

export const REQUIRED_COLUMNS = ['price', 'offering', 'charge', 'chargeName', 'chargeType'] as const;

function member(name: string, read: CellReader): CellReader {
  return (cell) => {
    const value = read(cell);
    return value === undefined ? undefined : { [name]: value };
  };
}

/** What the cells of a column of a characteristic hold, by the end of the column's name. */
const CHARACTERISTIC_KINDS: readonly (readonly [string, CellReader])[] = [
  ['', member('values', listOf(text))],
  ['Number', member('values', listOf(whole))],
  ['Flag', member('values', listOf(flag))],
  ['Range', member('range', range)],
];

const CHARACTERISTICS: ReadonlyMap<string, { readonly of: string; readonly read: CellReader }> = new Map(
  CHARACTERISTIC_KINDS.flatMap(([kind, read]) => [
    [`characteristic${kind}`, { of: 'line', read }],
    [`rootCharacteristic${kind}`, { of: 'root', read }],
  ]),
);

/** `characteristic:region`, `rootCharacteristicRange:bandwidth`: a condition on a characteristic of the line or its root. */
export function characteristicColumn(name: string): CsvColumn | undefined {
  const [kind, id] = cutAt(name, name.indexOf(':'));
  const found = CHARACTERISTICS.get(kind);
  if (found === undefined || id === undefined || id === '') return undefined;
  const { of, read } = found;
  return {
    path: ['conditions', 'characteristics', name],
    read: (cell) => {
      const condition = read(cell);
      return condition === undefined ? undefined : { id, of, ...(condition as object) };
    },
  };
}
