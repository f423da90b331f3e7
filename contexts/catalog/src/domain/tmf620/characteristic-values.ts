import { decimalProblem } from '@quotewright/kernel';
import { localId } from './identifiers.ts';
import type { MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

export type ValueKind = 'text' | 'integer' | 'decimal' | 'boolean';

/** One value of a list, as it was written. */
export interface ListedValue {
  readonly raw: string | number | boolean;
  readonly unit: string | undefined;
  readonly isDefault: boolean;
  readonly source: string;
}

export interface ValueRange {
  /** Decimals as text. */
  readonly min?: string;
  readonly max?: string;
  readonly unit: string | undefined;
  readonly source: string;
}

/** What a characteristic, or its use by an offering, says about values. */
export interface Values {
  readonly kind: ValueKind;
  readonly listed: readonly ListedValue[];
  readonly ranges: readonly ValueRange[];
}

/** TMF620 leaves the names of types open; these are met. */
const KINDS: Readonly<Record<string, ValueKind>> = {
  string: 'text',
  text: 'text',
  char: 'text',
  enum: 'text',
  date: 'text',
  datetime: 'text',
  uri: 'text',
  url: 'text',
  number: 'decimal',
  numeric: 'decimal',
  decimal: 'decimal',
  float: 'decimal',
  double: 'decimal',
  integer: 'integer',
  int: 'integer',
  long: 'integer',
  boolean: 'boolean',
  bool: 'boolean',
};

/** The values of a characteristic or of a use; `undefined` when they are of a type that has no place here. */
export function valuesOf(object: TmfObject, report: MappingReport): Values | undefined {
  const written = [
    ...object.objects('characteristicValueSpecification'),
    ...object.objects('productSpecCharacteristicValue'),
  ];
  const kind = kindOf(object, written, report);
  if (kind === undefined) return undefined;
  const listed: ListedValue[] = [];
  const ranges: ValueRange[] = [];
  for (const value of written) {
    reportUnmapped('Value', value, report);
    const raw = value.members['value'];
    const unit = value.text('unitOfMeasure');
    const isDefault = value.flag('isDefault') ?? false;
    if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean') {
      listed.push({ raw, unit, isDefault, source: value.at('value') });
    } else if (raw !== undefined && raw !== null) {
      report.remark(value.at('value'), 'NOT_MAPPED', 'left out: only texts, numbers and booleans are values');
    } else {
      const range = rangeOf(value, kind, unit, report);
      if (range !== undefined) ranges.push(range);
    }
  }
  return { kind, listed, ranges };
}

function kindOf(
  object: TmfObject,
  values: readonly TmfObject[],
  report: MappingReport,
): ValueKind | undefined {
  const type = object.text('valueType') ?? values[0]?.text('valueType');
  if (type === undefined) {
    const raw = values[0]?.members['value'];
    if (typeof raw === 'boolean') return 'boolean';
    return typeof raw === 'number' || values[0]?.members['valueFrom'] !== undefined ? 'decimal' : 'text';
  }
  const word = type.toLowerCase();
  if (Object.hasOwn(KINDS, word)) return KINDS[word];
  report.remark(
    object.at('valueType'),
    'VALUE_TYPE',
    `the characteristic is left out: values of the type "${type.slice(0, 60)}" have no place here`,
  );
  return undefined;
}

function rangeOf(
  value: TmfObject,
  kind: ValueKind,
  unit: string | undefined,
  report: MappingReport,
): ValueRange | undefined {
  const [min, max] = [bound(value, 'valueFrom', report), bound(value, 'valueTo', report)];
  if (min === undefined && max === undefined) return undefined;
  const interval = value.text('rangeInterval')?.toLowerCase().replaceAll(/[ _-]/g, '') ?? 'closed';
  const opens = {
    min: interval === 'open' || interval === 'closedtop',
    max: interval === 'open' || interval === 'closedbottom',
  };
  const isOpen = (opens.min && min !== undefined) || (opens.max && max !== undefined);
  if (isOpen && kind !== 'integer')
    report.remark(value.at('rangeInterval'), 'RANGE_CLOSED', 'both ends belong to a range here');
  const moved = (end: string | undefined, by: number, open: boolean) =>
    end !== undefined && open && kind === 'integer' && Number.isSafeInteger(Number(end))
      ? String(Number(end) + by)
      : end;
  const from = moved(min, 1, opens.min);
  const to = moved(max, -1, opens.max);
  return {
    ...(from !== undefined && { min: from }),
    ...(to !== undefined && { max: to }),
    unit,
    source: value.pointer,
  };
}

function bound(value: TmfObject, name: string, report: MappingReport): string | undefined {
  const raw = value.members[name];
  if (raw === undefined || raw === null || raw === '') return undefined;
  const text = typeof raw === 'number' || typeof raw === 'string' ? String(raw) : '';
  if (decimalProblem(text) === undefined) return text;
  report.error(value.at(name), 'TYPE', 'must be a number in plain notation');
  return undefined;
}

/** The id an enum has for a value. */
export function valueId({ raw }: ListedValue): string {
  return localId(String(raw));
}
