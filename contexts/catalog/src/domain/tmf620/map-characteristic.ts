import { decimalProblem } from '@quotewright/kernel';
import type { Characteristic } from '../characteristic.schema.ts';
import {
  type ListedValue,
  type ValueRange,
  type Values,
  valueId,
  valuesOf,
} from './characteristic-values.ts';
import { localId } from './identifiers.ts';
import type { MappingReport } from './mapped-item.ts';
import type { TmfObject } from './tmf-object.ts';

/** As it goes into a specification: its schema decides what of it is right. */
export type MappedCharacteristic = Pick<Characteristic, 'id' | 'type'> & Readonly<Record<string, unknown>>;

const MAX_PATTERN = 200;

/**
 * A characteristic of a specification, or, where the specification is not known, what an offering's use tells about it.
 * Listed values make an enum, whatever their type: only those are taken, exactly as TMF620 means it.
 */
export function mapCharacteristic(
  object: TmfObject,
  report: MappingReport,
): MappedCharacteristic | undefined {
  const name = object.text('name');
  if (name === undefined) {
    report.error(object.at('name'), 'REQUIRED', 'is required');
    return undefined;
  }
  const values = valuesOf(object, report);
  if (values === undefined) return undefined;
  const maxCardinality = object.whole('maxCardinality') ?? 1;
  const minCardinality = object.whole('minCardinality') ?? 0;
  const shape = shapeOf(object, values, report);
  if (shape.type !== 'text' && object.text('regex') !== undefined)
    report.remark(object.at('regex'), 'NOT_MAPPED', 'left out: only free texts have a pattern');
  const defaults = defaultsOf(shape.type, values);
  const keepsDefaults = defaults.length >= Math.max(1, minCardinality) && defaults.length <= maxCardinality;
  if (defaults.length > 0 && !keepsDefaults)
    report.remark(
      object.pointer,
      'DEFAULTS',
      `left out: ${defaults.length} defaults for a cardinality of ${minCardinality} to ${maxCardinality}`,
    );
  const description = object.text('description');
  return {
    id: localId(name),
    name,
    ...(description !== undefined && { description }),
    ...shape,
    minCardinality,
    maxCardinality,
    ...(keepsDefaults && { defaultValues: defaults }),
  };
}

type Shape = Pick<Characteristic, 'type'> & Readonly<Record<string, unknown>>;

function shapeOf(object: TmfObject, values: Values, report: MappingReport): Shape {
  const { kind, listed, ranges } = values;
  if (kind === 'boolean') {
    if (listed.length === 1 || ranges.length > 0)
      report.remark(object.pointer, 'VALUES_OPEN', 'a boolean is always both: restrict it in the offering');
    return { type: 'boolean' };
  }
  if (listed.length > 0 && ranges.length === 0) return { type: 'enum', values: listed.map(enumValue) };
  const [range] = ranges;
  const isOne = ranges.length === 1 && listed.length === 0;
  if (ranges.length > 0 && (!isOne || kind === 'text'))
    report.remark(
      object.pointer,
      'VALUES_OPEN',
      'only a list of values or one range of numbers can be kept: any value is taken',
    );
  if (kind === 'text') return { type: 'text', ...patternOf(object, report) };
  const unit = range?.unit;
  return {
    type: kind,
    ...(isOne && range !== undefined && { range: endsOf(kind, range) }),
    ...(unit !== undefined && { unit }),
  };
}

function enumValue(value: ListedValue) {
  const id = valueId(value);
  const name = value.unit === undefined ? String(value.raw) : `${value.raw} ${value.unit}`;
  return name === id || name.trim() === '' ? { id } : { id, name };
}

/** The ends of a range as the type writes them. What is no whole number stays as it is, to be refused there. */
export function endsOf(type: 'integer' | 'decimal', { min, max }: ValueRange) {
  const end = (text: string) => (type === 'integer' ? Number(text) : text);
  return { ...(min !== undefined && { min: end(min) }), ...(max !== undefined && { max: end(max) }) };
}

/** A listed value as a characteristic of the type takes it. What does not suit stays as it is, to be refused there. */
export function typedValue(type: Characteristic['type'], value: ListedValue): string | number | boolean {
  const { raw } = value;
  if (type === 'enum') return valueId(value);
  if (type === 'text') return String(raw);
  if (type === 'decimal') return String(raw);
  if (type === 'integer')
    return typeof raw === 'string' && decimalProblem(raw) === undefined ? Number(raw) : raw;
  return typeof raw === 'string' && /^(true|false)$/i.test(raw) ? raw.toLowerCase() === 'true' : raw;
}

export function defaultsOf(type: Characteristic['type'], { listed }: Values) {
  return listed.filter(({ isDefault }) => isDefault).map((value) => typedValue(type, value));
}

function patternOf(object: TmfObject, report: MappingReport): { readonly pattern?: string } {
  const pattern = object.text('regex');
  if (pattern === undefined) return {};
  if (pattern.length <= MAX_PATTERN && compiles(pattern)) return { pattern };
  report.remark(
    object.at('regex'),
    'NOT_MAPPED',
    `left out: no regular expression of at most ${MAX_PATTERN} characters`,
  );
  return {};
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}
