import type { Characteristic, ProductOffering } from '@quotewright/catalog';
import { type Decimal, decimal, decimalText } from '@quotewright/kernel';
import type { BuildReport } from './build-report.ts';
import type { DeclaredVariable, VariableContent } from './declared-variable.ts';
import { MAX_VALUES } from './limits.ts';
import { closedRange } from './number-range.ts';
import { joined, type Part } from './read-parts.ts';

type Restriction = ProductOffering['characteristicValues'][number];
type Value = string | number | boolean;

/**
 * The variables of a characteristic: one where it has one value, one for each value of an enumeration that can have
 * several. `absentOwner`: whether the part may be absent.
 */
export function* declareCharacteristic(
  part: Part,
  characteristic: Characteristic,
  absentOwner: boolean,
  report: BuildReport,
): Generator<DeclaredVariable> {
  const restriction = part.offering.characteristicValues.find(
    ({ characteristicId }) => characteristicId === characteristic.id,
  );
  const content = contentOf(characteristic, restriction);
  const name = joined(part.path, characteristic.id);
  if (isEmpty(content)) {
    report.error('VOID', [], `"${name}" has no value that is sold`);
    return;
  }
  const base = { scope: part.scope, part, label: characteristic.name };
  const id = joined(part.local, characteristic.id);
  const defaults = defaultsOf(characteristic, restriction, content, (value) =>
    report.error('DEFAULT_OUT_OF_RANGE', [], `the default "${value}" of "${name}" is not sold`),
  );
  const isFree = characteristic.type === 'text' && restriction?.values === undefined;
  if (characteristic.maxCardinality === 1) {
    const [defaultValue] = defaults;
    yield {
      ...base,
      name,
      id,
      kind: content.kind === 'numbers' ? 'number' : characteristic.type === 'boolean' ? 'boolean' : 'choice',
      type: characteristic.type === 'text' && !isFree ? 'enum' : characteristic.type,
      isRequired: characteristic.minCardinality > 0,
      absence: absentOwner || characteristic.minCardinality === 0 ? 'none' : null,
      content,
      ...(defaultValue === undefined ? {} : { defaultValue }),
      ...(isFree ? { maxLength: maxLengthOf(characteristic) } : {}),
    };
  } else if (characteristic.type === 'enum' && content.kind === 'texts') {
    for (const value of content.texts) {
      yield {
        ...base,
        name: `${name}=${value}`,
        id: `${id}=${value}`,
        kind: 'boolean',
        type: 'boolean',
        isRequired: false,
        absence: null,
        content: { kind: 'texts', texts: ['false', 'true'] },
        memberOf: { name, value },
        ...(defaults.includes(value) ? { defaultValue: 'true' } : {}),
      };
    }
  } else {
    const message = `"${name}" can have several values and is no enumeration: it is not configured`;
    report.warning('MULTI_VALUE_UNSUPPORTED', [], message);
  }
}

const MAX_TEXT = 500;

function maxLengthOf(characteristic: Characteristic): number {
  return (characteristic.type === 'text' ? characteristic.maxLength : undefined) ?? MAX_TEXT;
}

/** The value of a text that has been given, whatever it says. */
const GIVEN = 'text';

function contentOf(characteristic: Characteristic, restriction: Restriction | undefined): VariableContent {
  const only = restriction?.values;
  switch (characteristic.type) {
    case 'enum': {
      const ids = characteristic.values.map(({ id }) => id);
      return { kind: 'texts', texts: only === undefined ? ids : ids.filter((id) => only.includes(id)) };
    }
    case 'boolean':
      return {
        kind: 'texts',
        texts: ['true', 'false'].filter((text) => only?.map(String).includes(text) ?? true),
      };
    case 'text':
      return { kind: 'texts', texts: only === undefined ? [GIVEN] : [...new Set(only.map(String))] };
    case 'integer':
    case 'decimal':
      return numbersOf(characteristic, restriction);
  }
}

function numbersOf(
  { type, range }: Extract<Characteristic, { type: 'integer' | 'decimal' }>,
  restriction: Restriction | undefined,
): VariableContent {
  const ends = [range, restriction?.range];
  const min = most(
    ends.map((end) => end?.min),
    1,
  );
  const max = most(
    ends.map((end) => end?.max),
    -1,
  );
  const whole = type === 'integer';
  const bounds = closedRange(min, max);
  const only = restriction?.values?.map((value) => decimal(String(value)));
  if (only !== undefined) {
    const points = [...new Map(only.map((value) => [decimalText(value), value])).values()]
      .filter((value) => !(min?.greaterThan(value) ?? false) && !(max?.lessThan(value) ?? false))
      .sort((a, b) => a.comparedTo(b));
    const ends = closedRange(points[0] ?? null, points.at(-1) ?? null);
    return { kind: 'numbers', whole, range: ends, points, dense: false };
  }
  const content = { kind: 'numbers' as const, whole, range: bounds, dense: true };
  return whole && min !== null && max !== null && max.minus(min).lessThan(MAX_VALUES)
    ? { ...content, points: wholeNumbers(min, max) }
    : content;
}

/** The strictest of several ends. */
function most(ends: readonly (string | number | undefined)[], sign: number): Decimal | null {
  return ends.reduce<Decimal | null>((strictest, end) => {
    if (end === undefined) return strictest;
    const value = decimal(String(end));
    return strictest === null || value.comparedTo(strictest) * sign > 0 ? value : strictest;
  }, null);
}

export function wholeNumbers(min: Decimal, max: Decimal): readonly Decimal[] {
  const numbers: Decimal[] = [];
  for (let next = min; next.lessThanOrEqualTo(max); next = next.plus(1)) numbers.push(next);
  return numbers;
}

function isEmpty(content: VariableContent): boolean {
  if (content.kind === 'texts') return content.texts.length === 0;
  const { points, range } = content;
  return (
    points?.length === 0 || (range.min !== null && range.max !== null && range.min.greaterThan(range.max))
  );
}

/** Defaults of the specification that the offering does not sell are no defaults; its own must be sold. */
function defaultsOf(
  characteristic: Characteristic,
  restriction: Restriction | undefined,
  content: VariableContent,
  unsold: (value: Value) => void,
): readonly string[] {
  const own: readonly Value[] | undefined = restriction?.defaultValues;
  const values = own ?? characteristic.defaultValues ?? [];
  const free = characteristic.type === 'text' && restriction?.values === undefined;
  return values.flatMap((value) => {
    if (free || isSold(content, value))
      return [content.kind === 'numbers' ? decimalText(decimal(String(value))) : String(value)];
    if (own !== undefined) unsold(value);
    return [];
  });
}

function isSold(content: VariableContent, value: Value): boolean {
  if (content.kind === 'texts') return content.texts.includes(String(value));
  const number = decimal(String(value));
  const { min, max } = content.range;
  if (content.points !== undefined) return content.points.some((point) => point.equals(number));
  return !(min?.greaterThan(number) ?? false) && !(max?.lessThan(number) ?? false);
}
