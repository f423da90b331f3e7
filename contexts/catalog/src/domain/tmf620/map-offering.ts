import type { ProductOffering } from '../product-offering.schema.ts';
import { validityOf } from './calendar-days.ts';
import { fittedCode, fittedId } from './identifiers.ts';
import { lifecycleOf } from './lifecycle-words.ts';
import { type Characteristics, mapRestrictions } from './map-restrictions.ts';
import { factsOf } from './map-specification.ts';
import { mapBundle, mapRelationships } from './map-structure.ts';
import { itemBuilder, type MappedItem, type MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

const FACTS = ['version', 'href', 'lastUpdate', 'statusReason'] as const;

export interface OfferingSurroundings {
  readonly specificationId: string;
  readonly characteristics: Characteristics;
  /** Of categories that name the offering. */
  readonly moreCategoryIds: readonly string[];
  isKnownOffering(id: string): boolean;
}

export function mapOffering(
  offering: TmfObject,
  around: OfferingSurroundings,
  report: MappingReport,
): MappedItem<ProductOffering> {
  reportUnmapped('ProductOffering', offering, report);
  const item = itemBuilder(offering.pointer);
  const id = offering.text('id') ?? '';
  item.set('id', fittedId(id), offering.at('id'));
  item.set('name', offering.text('name'), offering.at('name'));
  item.set('description', offering.text('description'), offering.at('description'));
  item.set('specificationId', around.specificationId, offering.at('productSpecification'));
  item.set('lifecycle', lifecycleOf(offering, report), offering.at('lifecycleStatus'));
  item.set('validity', validityOf(offering, report), offering.at('validFor'));

  const categories = idsOf(offering, 'category', fittedId, report);
  const named = new Set(categories.map(({ value }) => value));
  const more = around.moreCategoryIds.filter((one) => !named.has(one));
  item.list('categoryIds', [...categories, ...more.map((value) => ({ value, source: offering.pointer }))]);
  item.list('channels', idsOf(offering, 'channel', fittedCode, report));
  item.list('segments', idsOf(offering, 'marketSegment', fittedCode, report));
  item.list('places', idsOf(offering, 'place', fittedCode, report));

  const { children, groups } = mapBundle(offering, report);
  item.list('children', children);
  item.list('groups', groups);
  item.list('relationships', mapRelationships(offering, around.isKnownOffering, report));
  item.list('characteristicValues', mapRestrictions(offering, around.characteristics, report));

  const externalIds = { ...externalIdsOf(offering, report), ...(fittedId(id) !== id && { tmf620: id }) };
  if (Object.keys(externalIds).length > 0) item.set('externalIds', externalIds, offering.at('id'));
  const isSellable = offering.flag('isSellable');
  if (isSellable === false)
    report.remark(
      offering.at('isSellable'),
      'SELLABLE',
      'is kept as an attribute only: the offering can be quoted',
    );
  const attributes = {
    ...factsOf(offering, FACTS),
    ...(isSellable !== undefined && { 'tmf620.isSellable': isSellable }),
  };
  if (Object.keys(attributes).length > 0) item.set('attributes', attributes, offering.pointer);
  return item.built();
}

/** The ids of what a list of references names, each once. */
function idsOf(
  offering: TmfObject,
  name: string,
  fit: (id: string) => string,
  report: MappingReport,
): readonly { readonly value: string; readonly source: string }[] {
  const found = new Map<string, string>();
  for (const reference of offering.objects(name)) {
    reportUnmapped('Reference', reference, report);
    const id = reference.text('id');
    if (id === undefined) report.error(reference.at('id'), 'REQUIRED', 'is required');
    else {
      const value = fit(id);
      if (value !== id && fit === fittedCode)
        report.remark(reference.at('id'), 'ID_FITTED', `is "${value}" here`);
      if (!found.has(value)) found.set(value, reference.pointer);
    }
  }
  return [...found].map(([value, source]) => ({ value, source }));
}

function externalIdsOf(offering: TmfObject, report: MappingReport): Record<string, string> {
  const ids = new Map<string, string>();
  for (const identifier of offering.objects('externalIdentifier')) {
    reportUnmapped('ExternalIdentifier', identifier, report);
    const id = identifier.text('id');
    const owner = identifier.text('owner') ?? identifier.text('externalIdentifierType') ?? '';
    const name = owner.replaceAll(/[^A-Za-z0-9._]+/g, '-').slice(0, 64);
    if (id === undefined || !/^[A-Za-z]/.test(name) || ids.has(name))
      report.remark(identifier.pointer, 'NOT_MAPPED', 'left out: it needs an id, and an owner of its own');
    else ids.set(name, id);
  }
  return Object.fromEntries(ids);
}
