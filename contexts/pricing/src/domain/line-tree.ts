import { type Decimal, decimal, ZERO } from '@quotewright/kernel';
import type { PriceInput, PriceInputLine } from './price-input.ts';

/** The lines of an input as bundles: a line without a parent is the root of one, be it of itself alone. */
export interface LineTree {
  rootOf(line: PriceInputLine): PriceInputLine;
  /** Whether other lines are part of it. */
  hasParts(line: PriceInputLine): boolean;
  /** The quantities of all lines of an offering in the bundle of a line, together. */
  quantityInBundle(line: PriceInputLine, offeringId: string): Decimal;
}

export function lineTree({ lines }: PriceInput): LineTree {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const parents = new Set(lines.map(({ parentId }) => parentId));
  const roots = new Map<string, PriceInputLine>();
  const rootOf = (line: PriceInputLine): PriceInputLine => {
    const known = roots.get(line.id);
    if (known !== undefined) return known;
    let root = line;
    for (let up = parentOf(root, byId); up !== undefined; up = parentOf(root, byId)) root = up;
    roots.set(line.id, root);
    return root;
  };
  let quantities: ReadonlyMap<string, Decimal> | undefined;
  return {
    rootOf,
    hasParts: ({ id }) => parents.has(id),
    quantityInBundle(line, offeringId) {
      quantities ??= quantitiesOf(lines, rootOf);
      return quantities.get(keyOf(rootOf(line), offeringId)) ?? ZERO;
    },
  };
}

/** A line that names no parent, or one that is not there, stands alone. */
function parentOf(line: PriceInputLine, byId: ReadonlyMap<string, PriceInputLine>) {
  return line.parentId === undefined ? undefined : byId.get(line.parentId);
}

const keyOf = (root: PriceInputLine, offeringId: string) => JSON.stringify([root.id, offeringId]);

function quantitiesOf(
  lines: readonly PriceInputLine[],
  rootOf: (line: PriceInputLine) => PriceInputLine,
): ReadonlyMap<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const line of lines) {
    const key = keyOf(rootOf(line), line.offeringId);
    sums.set(key, (sums.get(key) ?? ZERO).plus(decimal(line.quantity)));
  }
  return sums;
}
