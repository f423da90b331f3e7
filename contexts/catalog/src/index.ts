export type {
  CatalogApi,
  OfferingDefinition,
  PublishedArtefact,
  PublishedOffering,
  WantedVersion,
} from './api.ts';
export type { LongWork } from './application/long-work.ts';
export type { PublicationResult } from './application/run-publication.ts';
export type { CatalogSnapshot } from './domain/catalog-snapshot.ts';
export type { Category } from './domain/category.schema.ts';
export type { Characteristic } from './domain/characteristic.schema.ts';
export { type OfferingChangeEvent, offeringChangeEvent } from './domain/events.ts';
export type { Finding, FindingReport } from './domain/finding.ts';
export type { ImportKind } from './domain/import-format.ts';
export type { ImportReport } from './domain/import-report.ts';
export type { ProductOffering } from './domain/product-offering.schema.ts';
export type { ProductSpecification } from './domain/product-specification.schema.ts';
export type { Section, SectionDefinition, SectionItem } from './domain/section.ts';
export { type CatalogCommands, type CatalogDeps, type CatalogModule, catalogModule } from './module.ts';
export type { Artefact, PublicationContext, PublicationStep } from './ports/publication-step.ts';
