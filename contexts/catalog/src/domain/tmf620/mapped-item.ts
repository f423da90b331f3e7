import { jsonPointer } from '../json-pointer.ts';
import type { SectionItem } from '../section.ts';

/** What goes on with the document beside its items. Pointers lead into the TMF620 document. */
export interface MappingReport {
  /** Something that is left out or changed; the import goes on. */
  remark(pointer: string, code: string, message: string): void;
  /** Something that must not be guessed; nothing will be imported. */
  error(pointer: string, code: string, message: string): void;
}

/** An item of a section, and which part of the TMF620 document each of its members comes from. */
export interface MappedItem<Item extends SectionItem = SectionItem> {
  readonly item: Item;
  /** Of the whole object. */
  readonly pointer: string;
  /** By pointer into the item; what is not named comes from what is around it. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Where in the document the place in the item comes from. */
export function sourcePointer({ pointer, sources }: MappedItem, place: string): string {
  for (let end = place; end !== ''; end = end.slice(0, end.lastIndexOf('/'))) {
    const source = sources.get(end);
    if (source !== undefined) return source;
  }
  return pointer;
}

/** Collects an item's members together with where they come from. Undefined values are left out. */
export function itemBuilder(pointer: string) {
  const members = new Map<string, unknown>();
  const sources = new Map<string, string>();
  return {
    set(name: string, value: unknown, source: string): void {
      if (value === undefined) return;
      members.set(name, value);
      sources.set(jsonPointer([name]), source);
    },
    /** A list whose items have sources of their own; left out when it is empty. */
    list(name: string, items: readonly { readonly value: unknown; readonly source: string }[]): void {
      if (items.length === 0) return;
      members.set(
        name,
        items.map(({ value }) => value),
      );
      for (const [index, { source }] of items.entries()) sources.set(jsonPointer([name, index]), source);
    },
    built: <Item extends SectionItem>(): MappedItem<Item> => ({
      item: Object.fromEntries(members) as unknown as Item,
      pointer,
      sources,
    }),
  };
}
