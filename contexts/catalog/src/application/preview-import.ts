import { contentHash } from '@quotewright/kernel';
import type { Tx } from '@quotewright/platform/postgres';
import { draftRevisionOf } from '../domain/draft-revision.ts';
import type { FindingReport } from '../domain/finding.ts';
import { changeCounts, type ItemHashes, itemChanges } from '../domain/item-changes.ts';
import type { SectionContent, SectionItem } from '../domain/section.ts';
import type { DraftStore } from '../ports/draft-store.ts';
import type { OfferingHistory } from '../ports/offering-history.ts';
import { activeLifecycles } from './active-lifecycles.ts';
import { type ImportCatalogDeps, readImport, type Sent } from './import-catalog.ts';
import { inSlices } from './in-slices.ts';
import type { LongWork } from './long-work.ts';
import { validateDraft } from './validate-draft.ts';

interface PreviewImportDeps extends ImportCatalogDeps {
  readonly history: OfferingHistory;
}

/** What an import would change in one section of the draft. */
export interface SectionPreview {
  readonly section: string;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** The first of them, by id. */
  readonly items: readonly { readonly id: string; readonly change: 'added' | 'changed' | 'removed' }[];
}

export interface ImportPreview {
  /** Of the draft that it was compared with. */
  readonly draftRevision: number;
  /** Only those that would change. */
  readonly sections: readonly SectionPreview[];
}

const MAX_LISTED = 20;

/** What a publication of the draft would find after the import; nothing is imported. Throws `IMPORT_INVALID`. */
export const validateImport = (deps: PreviewImportDeps) => {
  const read = readImport(deps);
  const validate = validateDraft(deps);
  const lifecyclesOf = activeLifecycles(deps);
  return async (work: LongWork, sent: Sent): Promise<FindingReport> => {
    const { draft, contents } = await read(work, sent);
    const after = new Map<string, SectionContent>(
      [...draft, ...contents].map((content) => [content.section, content]),
    );
    const lifecycles = await deps.database.withTenant(work.tenant, 'read', lifecyclesOf);
    const { revision: _, ...report } = await validate(work.tenant, {
      revision: draftRevisionOf(draft),
      contents: [...after.values()],
      lifecycles,
    });
    return report;
  };
};

/** How an import would change the draft; nothing is imported. Throws `IMPORT_INVALID`. */
export const previewImport = (deps: ImportCatalogDeps) => {
  const read = readImport(deps);
  return async (work: LongWork, sent: Sent): Promise<ImportPreview> => {
    const { draft, contents } = await read(work, sent);
    const before = new Map(draft.map((content) => [content.section, content]));
    const sections: SectionPreview[] = [];
    for (const content of contents) {
      const old = before.get(content.section);
      if (old?.contentHash === content.contentHash) continue;
      const [beforeItems, afterItems] = [await itemHashes(old, work), await itemHashes(content, work)];
      const changes = itemChanges(beforeItems, afterItems);
      const items = changes.slice(0, MAX_LISTED).map(({ id, change }) => ({ id, change }));
      sections.push({ section: content.section, ...changeCounts(changes), items });
    }
    return { draftRevision: draftRevisionOf(draft), sections };
  };
};

/** The draft's revision now: whether a preview still holds. */
export const draftRevisionNow =
  ({ drafts }: { readonly drafts: DraftStore }) =>
  async (tx: Tx): Promise<number> =>
    draftRevisionOf(await drafts.list(tx));

async function itemHashes(content: SectionContent | undefined, { signal }: LongWork): Promise<ItemHashes> {
  const hashes = new Map<string, string>();
  if (content === undefined) return hashes;
  const { items } = JSON.parse(content.bytes.toString('utf8')) as { items: readonly SectionItem[] };
  for await (const slice of inSlices(items, signal))
    for (const item of slice) hashes.set(item.id, contentHash(item));
  return hashes;
}
