import type { Principal } from '@quotewright/platform/auth';
import type { Tx } from '@quotewright/platform/postgres';
import { fail } from '../domain/errors.ts';
import { hasRetired } from '../domain/lifecycle.ts';
import { OFFERINGS, type ProductOffering } from '../domain/product-offering.schema.ts';
import { sectionContent } from '../domain/section.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import { replaceDraftSections } from './replace-draft-sections.ts';

interface RetireOfferingDeps {
  readonly catalog: TenantCatalogStore;
  readonly drafts: DraftStore;
}

interface RetireOffering {
  readonly offeringId: string;
  readonly reason?: string;
}

export interface DraftOffering {
  readonly draftRevision: number;
  /** As the draft holds it. */
  readonly offering: ProductOffering;
}

/**
 * Retires an offering of the draft and leaves everything else as it is; the next publication takes it off sale.
 * Throws `DRAFT_OFFERING_UNKNOWN`, `OFFERING_ALREADY_RETIRED`.
 */
export const retireOffering = (deps: RetireOfferingDeps) => {
  const replace = replaceDraftSections(deps);
  return async (tx: Tx, actor: Principal, command: RetireOffering): Promise<DraftOffering> => {
    const { offeringId, reason } = command;
    // Before it is read: what is written back below must be what the draft still is.
    await deps.catalog.lock(tx);
    const items = itemsOf((await deps.drafts.find(tx, OFFERINGS.section))?.bytes);
    const found = items.find(({ id }) => id === offeringId);
    if (found === undefined) {
      throw fail('DRAFT_OFFERING_UNKNOWN', `the draft has no offering "${offeringId}"`);
    }
    const { lifecycle } = found;
    if (hasRetired(lifecycle)) {
      const message = `"${offeringId}" is ${lifecycle}: a lifecycle only goes forward`;
      throw fail('OFFERING_ALREADY_RETIRED', message, { lifecycle });
    }
    const offering: ProductOffering = { ...found, lifecycle: 'retired' };
    const { draftRevision } = await replace(tx, actor, {
      action: 'catalog.offering.retire',
      contents: [
        sectionContent(
          OFFERINGS.section,
          items.map((item) => (item === found ? offering : item)),
        ),
      ],
      entity: { type: 'product-offering', id: offeringId },
      detail: { from: lifecycle, to: 'retired' },
      ...(reason !== undefined && { reason }),
    });
    return { draftRevision, offering };
  };
};

/** Typed as it was when it was written: what a newer schema would say of it is the publication's to ask. */
function itemsOf(bytes: Buffer | undefined): readonly ProductOffering[] {
  return bytes === undefined ? [] : JSON.parse(bytes.toString('utf8')).items;
}
