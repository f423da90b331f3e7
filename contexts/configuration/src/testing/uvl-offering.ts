import { readFileSync } from 'node:fs';
import type { ProductOffering } from '@quotewright/catalog';
import { buildDefinition } from '../domain/builder/build-definition.ts';
import type { ConfigurationDefinition } from '../domain/model/configuration-definition.ts';
import { collectRules } from '../domain/rules/collect-rules.ts';
import { offeringRulesSchema } from '../domain/rules/rule-document.schema.ts';
import { importUvl } from '../domain/uvl/import-uvl.ts';
import type { UvlConversion } from '../domain/uvl/uvl-to-catalog.ts';

/** The models of industry that are shipped, with what is known about them. */
const DATA = new URL('../../../../examples/carworks/data/', import.meta.url);

export function shippedFile(name: string): string {
  return readFileSync(new URL(name, DATA), 'utf8');
}

/** A model in UVL all the way: converted, its rules read by their schema, built. Throws where something is wrong. */
export function uvlOffering(
  text: string,
): Pick<UvlConversion, 'report' | 'terms'> & { readonly definition: ConfigurationDefinition } {
  const conversion = importUvl(text, { offeringId: 'model', name: 'Model' });
  if ('errors' in conversion) throw new Error(JSON.stringify(conversion.errors));
  const { sections } = conversion.document;
  const offerings = sections['catalog/offerings@1'].items.map(
    (offering): ProductOffering => ({
      categoryIds: [],
      unit: { name: 'unit', fractions: false },
      validity: {},
      markets: [],
      channels: [],
      customerTypes: [],
      characteristicValues: [],
      externalIds: {},
      attributes: {},
      ...offering,
    }),
  );
  const specifications = sections['catalog/specifications@1'].items.map(({ id, name, characteristics }) => ({
    id,
    name,
    attributes: {},
    characteristics: characteristics.map((own) =>
      own.type === 'enum' ? { ...own, values: [...own.values] } : own,
    ),
  }));
  const items = sections['configuration/rules@1'].items.map((item) => offeringRulesSchema.parse(item));
  const collected = collectRules({ items, byId: new Map() }, new Set(['model']));
  const { definition, findings } = buildDefinition(
    { offerings: section(offerings), specifications: section(specifications) },
    'model',
    collected.byOffering.get('model')?.rules,
  );
  if (definition === undefined) throw new Error(`not built: ${JSON.stringify(findings.slice(0, 3))}`);
  return { definition, report: conversion.report, terms: conversion.terms };
}

function section<Item extends { readonly id: string }>(items: readonly Item[]) {
  return { items, byId: new Map(items.map((item) => [item.id, item])) };
}
