import type { CatalogSnapshot } from './catalog-snapshot.ts';
import type { Characteristic, CharacteristicValue } from './characteristic.schema.ts';
import { rangeProblem, type ValueCheck, valueCheck } from './characteristic-value.ts';
import type { Finding } from './finding.ts';
import { jsonPointer } from './json-pointer.ts';
import { OFFERINGS, type ProductOffering } from './product-offering.schema.ts';
import type { ProductSpecification } from './product-specification.schema.ts';

type Restriction = ProductOffering['characteristicValues'][number];
/** What is wrong, and where in the offering. */
type Fault = readonly [code: string, path: readonly (string | number)[], message: string];

/** A specification's characteristics by id. */
type Checks = ReadonlyMap<
  string,
  { readonly characteristic: Characteristic; readonly problemOf: ValueCheck }
>;

/** References that lead nowhere, and values the specification does not have. Linear in the size of the sections. */
export function* checkOfferings(snapshot: CatalogSnapshot): Generator<Finding> {
  const checksFor = checksBySpecification();
  for (const [index, offering] of snapshot.offerings.items.entries()) {
    for (const [code, path, message] of faultsOf(snapshot, offering, checksFor)) {
      yield {
        severity: 'error',
        code,
        section: OFFERINGS.section,
        pointer: jsonPointer(['items', index, ...path]),
        message,
      };
    }
  }
}

/** Once for each specification: thousands of offerings may share one with thousands of characteristics. */
function checksBySpecification(): (of: ProductSpecification) => Checks {
  const known = new Map<string, Checks>();
  return (specification) => {
    const { id } = specification;
    const checks = known.get(id) ?? checksOf(specification);
    known.set(id, checks);
    return checks;
  };
}

function checksOf({ characteristics }: ProductSpecification): Checks {
  return new Map(characteristics.map((one) => [one.id, { characteristic: one, problemOf: valueCheck(one) }]));
}

function* faultsOf(
  snapshot: CatalogSnapshot,
  offering: ProductOffering,
  checksFor: (of: ProductSpecification) => Checks,
): Generator<Fault> {
  for (const [index, id] of offering.categoryIds.entries()) {
    if (!snapshot.categories.byId.has(id)) {
      yield ['CATEGORY_UNKNOWN', ['categoryIds', index], `there is no category "${id}"`];
    }
  }
  const specification = snapshot.specifications.byId.get(offering.specificationId);
  if (specification === undefined) {
    const { specificationId } = offering;
    yield ['SPECIFICATION_UNKNOWN', ['specificationId'], `there is no specification "${specificationId}"`];
    return;
  }
  if (offering.characteristicValues.length === 0) return;
  const checks = checksFor(specification);
  for (const [index, restriction] of offering.characteristicValues.entries()) {
    const check = checks.get(restriction.characteristicId);
    const faults: Iterable<Fault> =
      check === undefined
        ? [unknownCharacteristic(restriction, specification.id)]
        : restrictionFaults(check.characteristic, check.problemOf, restriction);
    for (const [code, path, message] of faults) {
      yield [code, ['characteristicValues', index, ...path], message];
    }
  }
}

function unknownCharacteristic({ characteristicId }: Restriction, specificationId: string): Fault {
  const message = `specification "${specificationId}" has no characteristic "${characteristicId}"`;
  return ['CHARACTERISTIC_UNKNOWN', ['characteristicId'], message];
}

function* restrictionFaults(
  characteristic: Characteristic,
  problemOf: ValueCheck,
  restriction: Restriction,
): Generator<Fault> {
  const { values, range, defaultValues } = restriction;
  for (const [index, value] of values?.entries() ?? []) {
    const problem = problemOf(value);
    if (problem !== undefined) yield ['VALUE_NOT_ALLOWED', ['values', index], problem];
  }
  if (range !== undefined) {
    if (characteristic.type === 'integer' || characteristic.type === 'decimal') {
      for (const end of ['min', 'max'] as const) {
        const value = range[end];
        const problem = value === undefined ? undefined : problemOf(value);
        if (problem !== undefined) yield ['VALUE_NOT_ALLOWED', ['range', end], problem];
      }
    } else {
      yield ['VALUE_NOT_ALLOWED', ['range'], `a ${characteristic.type} has no range`];
    }
  }
  const sold = values && defaultValues && new Set(values);
  for (const [index, value] of defaultValues?.entries() ?? []) {
    const problem = problemOf(value) ?? restrictedProblem(sold, range, value);
    if (problem !== undefined) yield ['DEFAULT_OUT_OF_RANGE', ['defaultValues', index], problem];
  }
  yield* defaultCardinality(characteristic, defaultValues);
}

function restrictedProblem(
  sold: ReadonlySet<CharacteristicValue> | undefined,
  range: Restriction['range'],
  value: CharacteristicValue,
): string | undefined {
  if (sold?.has(value) === false) return 'must be one of the values sold';
  return typeof value === 'boolean' || range === undefined ? undefined : rangeProblem(range, value);
}

function* defaultCardinality(
  { minCardinality, maxCardinality }: Characteristic,
  defaultValues: readonly CharacteristicValue[] | undefined,
): Generator<Fault> {
  if (defaultValues === undefined) return;
  if (defaultValues.length >= minCardinality && defaultValues.length <= maxCardinality) return;
  yield ['DEFAULT_CARDINALITY', ['defaultValues'], `must be ${minCardinality} to ${maxCardinality} values`];
}
