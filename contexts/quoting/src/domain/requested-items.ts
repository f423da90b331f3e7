import { canonicalItem, type ItemContent } from './canonical-item.ts';
import type { QuoteItem } from './quote.ts';

/** What a caller wants on the quote, with what is part of it. */
export interface RequestedItem extends ItemContent {
  readonly children?: readonly RequestedItem[];
}

/** An item, and where it stands in what the caller sent: `''`, `/items/3`, `/items/0/children/2`. */
export interface PlacedItem {
  readonly item: QuoteItem;
  readonly pointer: string;
}

/** The item and all that is part of it, each behind its parent. */
export function placed(requested: RequestedItem, pointer: string, newId: () => string): PlacedItem[] {
  const { children = [], ...content } = requested;
  const item = canonicalItem(newId(), content);
  const below = children.flatMap((child, index) =>
    placed({ ...child, parentId: item.id }, `${pointer}/children/${index}`, newId),
  );
  return [{ item, pointer }, ...below];
}

/** How many levels of children an item brings along. */
export function levelsBelow({ children = [] }: RequestedItem): number {
  return children.reduce((most, child) => Math.max(most, 1 + levelsBelow(child)), 0);
}
