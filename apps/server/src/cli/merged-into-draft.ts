import type { UvlCatalogDocument } from '@quotewright/configuration';
import { DomainError } from '@quotewright/kernel';

interface Item {
  readonly id: string;
  readonly specificationId?: string;
  readonly offeringId?: string;
  readonly rules?: readonly { readonly id: string }[];
}

/** Ids that the conversion gives; rules with others were added by people. */
const CONVERTED_RULE = /^(?:tree\..+|c\d+)$/;

/**
 * The document of the sections that a converted model touches, as they are to be: what the draft has, with the model in
 * it. Of an offering that is there already everything stays but what the model says: its characteristics and its
 * rules. Throws `IMPORT_OPTIONS` when the id is that of a product of another kind.
 */
export function mergedIntoDraft(draft: Uint8Array, { format, sections }: UvlCatalogDocument): Buffer {
  const current = JSON.parse(Buffer.from(draft).toString('utf8')) as {
    readonly sections: Readonly<Record<string, { readonly items: readonly Item[] }>>;
  };
  const merged = (
    name: keyof typeof sections,
    join: (before: Item, now: Item) => Item,
    kept: (item: Item) => Item | undefined = (item) => item,
  ) => {
    const items = new Map(
      (current.sections[name]?.items ?? []).flatMap((item) => {
        const still = kept(item);
        return still === undefined ? [] : [[item.id, still] as const];
      }),
    );
    for (const item of sections[name].items as readonly Item[]) {
      const before = items.get(item.id);
      items.set(item.id, before === undefined ? item : join(before, item));
    }
    return { items: [...items.values()] };
  };
  const converted = new Set(sections['catalog/offerings@1'].items.map(({ id }) => id));
  const document = {
    format,
    sections: {
      'catalog/specifications@1': merged('catalog/specifications@1', (before, now) => ({
        ...now,
        ...before,
        ...('characteristics' in now && { characteristics: now.characteristics }),
      })),
      'catalog/offerings@1': merged('catalog/offerings@1', (before, now) => {
        if (before.specificationId === now.specificationId) return before;
        throw new DomainError(
          'IMPORT_OPTIONS',
          'invalid',
          `there is an offering "${now.id}" of another specification: say another id with --offering <id>`,
        );
      }),
      'configuration/rules@1': merged(
        'configuration/rules@1',
        (before, now) => ({ ...before, rules: [...(now.rules ?? []), ...(before.rules ?? [])] }),
        (item) => (converted.has(item.offeringId ?? item.id) ? withoutConverted(item) : item),
      ),
    },
  };
  return Buffer.from(JSON.stringify(document));
}

/** What people have added to the rules of a converted model; undefined where that is nothing. */
function withoutConverted(item: Item): Item | undefined {
  const rules = (item.rules ?? []).filter(({ id }) => !CONVERTED_RULE.test(id));
  return rules.length === 0 ? undefined : { ...item, rules };
}
