import { canonicalBytes, sha256 } from '@quotewright/kernel';
import type { CatalogSnapshot } from '../domain/catalog-snapshot.ts';
import { withAncestors } from '../domain/check-categories.ts';
import type { FindingCollector } from '../domain/finding.ts';
import { type ProductOffering, publishedOffering } from '../domain/product-offering.schema.ts';
import type { CompiledItem } from '../ports/artefact-store.ts';
import type { IndexedOffering } from '../ports/offering-index.ts';
import type { PublicationContext, PublicationStep } from '../ports/publication-step.ts';
import { stepFailure } from './check-snapshot.ts';
import { inSlices } from './in-slices.ts';
import type { LongWork } from './long-work.ts';
import type { PublicationDeps } from './publication-deps.ts';
import type { HeldLease } from './publication-lease.ts';

/** How much of a publication's work is done and counted. */
export interface StoredVersion {
  readonly items: number;
  /** Offerings that will be copied for readers besides. */
  readonly toWarm: number;
}

/**
 * Compiles and stores in batches. What an earlier attempt stored is not compiled again. Memory holds one batch
 * beside the snapshot. A step that refuses to compile is a finding.
 */
export async function storeVersion(
  deps: PublicationDeps,
  work: LongWork,
  lease: HeldLease,
  snapshot: CatalogSnapshot,
  context: PublicationContext,
  findings: FindingCollector,
): Promise<StoredVersion> {
  const subjects = [...deps.registry.values()].map(
    (step) => [step, [...(step.subjects?.(snapshot) ?? snapshot.offerings.byId.keys())]] as const,
  );
  const offerings = snapshot.offerings.items;
  const items = subjects.reduce((sum, [, ids]) => sum + ids.length, offerings.length);
  const toWarm = Math.min(deps.warmth?.most ?? 0, offerings.length);
  const total = items + toWarm;
  let done = 0;
  const advanced = (count: number) => work.progress?.((done += count), total, 'items');

  for (const [step, ids] of subjects) {
    const stored = await deps.database.withTenant(work.tenant, 'read', (tx) =>
      deps.artefacts.hashes(tx, lease.version, step.section),
    );
    for await (const slice of inSlices(ids, work.signal)) {
      const missing = slice.filter((id) => !stored.has(id));
      const compiled = await compileSlice(step, snapshot, missing, context, findings);
      await lease.write((tx) => deps.artefacts.store(tx, lease.version, step.section, compiled));
      advanced(slice.length);
    }
  }
  for await (const slice of inSlices(offerings, work.signal)) {
    const rows = slice.map((offering) => indexedOffering(snapshot, offering));
    await lease.write((tx) => deps.offerings.store(tx, lease.version, rows));
    advanced(slice.length);
  }
  return { items, toWarm };
}

async function compileSlice(
  step: PublicationStep,
  snapshot: CatalogSnapshot,
  ids: readonly string[],
  context: PublicationContext,
  findings: FindingCollector,
): Promise<readonly CompiledItem[]> {
  const compiled: CompiledItem[] = [];
  for (const id of ids) {
    try {
      const artefact = await step.compile(snapshot, id, context);
      if (artefact === undefined) continue;
      const bytes = artefact instanceof Uint8Array ? Buffer.from(artefact) : canonicalBytes(artefact);
      compiled.push({ id, bytes, contentHash: sha256(bytes) });
    } catch (error) {
      findings.add(stepFailure(step, error, id));
    }
  }
  return compiled;
}

function indexedOffering(snapshot: CatalogSnapshot, offering: ProductOffering): IndexedOffering {
  const { id, name, specificationId, lifecycle, isBundle, validity, markets, channels, customerTypes, unit } =
    publishedOffering(offering);
  const { segments = [], places = [] } = offering;
  return {
    id,
    name,
    specificationId,
    lifecycle,
    isBundle,
    validity,
    markets,
    channels,
    customerTypes,
    segments,
    places,
    unit,
    categoryIds: withAncestors(snapshot, offering.categoryIds),
  };
}
