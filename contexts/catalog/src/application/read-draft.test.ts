import { tenantId } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { describe, expect, it } from 'vitest';
import { sectionContent } from '../domain/section.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { OfferingHistory } from '../ports/offering-history.ts';
import type { TenantCatalogStore } from '../ports/tenant-catalog-store.ts';
import { catalogSteps } from './catalog-steps.ts';
import { readDraft } from './read-draft.ts';
import { sectionRegistry } from './section-registry.ts';
import { readDraftContents } from './validate-draft.ts';

const written = (section: string, revision: number) => ({
  ...sectionContent(section, [{ id: 'one' }]),
  revision,
  updatedAt: 0,
  updatedBy: 'cato',
});
const unpublished = {
  catalog: { read: async () => ({ draftRevision: 0, lastVersion: 0 }) } as unknown as TenantCatalogStore,
  history: {} as OfferingHistory,
};
const tx = { tenant: tenantId('acme') } as Tx;

/** A draft that somebody changes between any two statements. */
function changingDraft(): DraftStore {
  let revision = 1;
  const sections = async () => {
    revision += 1;
    return [written('catalog/categories@1', 1), written('catalog/offerings@1', revision)];
  };
  return { list: sections, contents: sections } as unknown as DraftStore;
}

describe('reading the draft', () => {
  it('names the revision of exactly what it shows, whoever changes the draft meanwhile', async () => {
    const read = readDraft({ registry: sectionRegistry(catalogSteps), drafts: changingDraft() });
    const { revision, sections } = await read(tx);
    expect(revision).toBe(2);
    expect(sections.map((section) => [section.section, section.revision])).toEqual([
      ['catalog/categories@1', 1],
      ['catalog/offerings@1', 2],
      ['catalog/specifications@1', 0],
    ]);
    expect((await readDraftContents({ ...unpublished, drafts: changingDraft() })(tx)).revision).toBe(2);
  });

  it('is at revision 0 before anything was written', async () => {
    const drafts = { contents: async () => [] } as unknown as DraftStore;
    expect(await readDraftContents({ ...unpublished, drafts })(tx)).toEqual({
      revision: 0,
      contents: [],
      lifecycles: new Map(),
    });
  });
});
