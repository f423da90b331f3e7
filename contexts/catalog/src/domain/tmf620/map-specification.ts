import type { ProductSpecification } from '../product-specification.schema.ts';
import { fittedId } from './identifiers.ts';
import { type MappedCharacteristic, mapCharacteristic } from './map-characteristic.ts';
import { itemBuilder, type MappedItem, type MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

const FACTS = ['version', 'href', 'lastUpdate', 'lifecycleStatus', 'brand', 'productNumber'] as const;

/** In the attributes of a specification that was made because an offering needed one. */
export const PLACEHOLDER = 'tmf620.placeholder';

export function mapSpecification(
  specification: TmfObject,
  report: MappingReport,
): MappedItem<ProductSpecification> {
  reportUnmapped('ProductSpecification', specification, report);
  const item = itemBuilder(specification.pointer);
  const id = specification.text('id') ?? '';
  item.set('id', fittedId(id), specification.at('id'));
  item.set('name', specification.text('name'), specification.at('name'));
  item.set('description', specification.text('description'), specification.at('description'));
  item.list(
    'characteristics',
    specification.objects('productSpecCharacteristic').flatMap((object) => {
      reportUnmapped('Characteristic', object, report);
      const value = mapCharacteristic(object, report);
      return value === undefined ? [] : [{ value, source: object.pointer }];
    }),
  );
  const isBundle = specification.flag('isBundle');
  const attributes = {
    ...factsOf(specification, FACTS),
    ...(isBundle !== undefined && { 'tmf620.isBundle': isBundle }),
    ...(fittedId(id) !== id && { 'tmf620.id': id }),
  };
  if (Object.keys(attributes).length > 0) item.set('attributes', attributes, specification.pointer);
  return item.built();
}

/** What TMF620 says and no rule reads. */
export function factsOf(object: TmfObject, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = object.text(name);
      return value === undefined ? [] : [[`tmf620.${name}`, value] as const];
    }),
  );
}

/** The specification that an offering names and nobody has: as much as its offerings say about it. */
export function placeholderSpecification(
  id: string,
  name: string,
  pointer: string,
  known: ProductSpecification | undefined,
  uses: readonly MappedCharacteristic[],
): MappedItem<ProductSpecification> {
  const characteristics = new Map<string, Record<string, unknown>>();
  for (const characteristic of [...(known?.characteristics ?? []), ...uses])
    characteristics.set(characteristic.id, widened(characteristics.get(characteristic.id), characteristic));
  const item = itemBuilder(pointer);
  item.set('id', id, pointer);
  item.set('name', known?.name ?? name, pointer);
  item.set('characteristics', [...characteristics.values()], pointer);
  item.set('attributes', { [PLACEHOLDER]: true }, pointer);
  return item.built();
}

/** What one offering sells of a characteristic and what another does, together. */
function widened(
  first: Readonly<Record<string, unknown>> | undefined,
  second: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (first === undefined) return withoutDefaults(second);
  if (first['type'] !== 'enum' || second['type'] !== 'enum') return { ...first };
  const values = new Map<string, unknown>();
  for (const value of [first, second].flatMap((one) => one['values'] as readonly { id: string }[]))
    if (!values.has(value.id)) values.set(value.id, value);
  return { ...first, values: [...values.values()] };
}

/** Which value to begin with is the offering's own business. */
function withoutDefaults(characteristic: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(characteristic).filter(([name]) => name !== 'defaultValues'));
}
