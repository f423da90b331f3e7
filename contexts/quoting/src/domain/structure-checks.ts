import type { OfferingDefinition } from '@quotewright/catalog';
import { decimal, type FieldError, ZERO } from '@quotewright/kernel';
import { characteristicFaults, type ItemFault } from './characteristic-checks.ts';
import type { QuoteItem } from './quote.ts';

type Definitions = ReadonlyMap<string, OfferingDefinition>;
type ChildRule = NonNullable<OfferingDefinition['offering']['children']>[number];
type GroupRule = NonNullable<OfferingDefinition['offering']['groups']>[number];

interface Quoted {
  readonly definitions: Definitions;
  readonly items: ReadonlyMap<string, QuoteItem>;
  readonly children: ReadonlyMap<string | undefined, readonly QuoteItem[]>;
  /** The offerings of each bundle, by the id of its root. */
  readonly bundles: ReadonlyMap<string, ReadonlySet<string>>;
  readonly rootOf: (item: QuoteItem) => string;
}

/**
 * What the published definitions do not allow of these items: parts that are in no such bundle, how many of them,
 * totals of groups, characteristics, what must or must not go together in one bundle. Offerings without a
 * definition are left alone: pricing has looked at them already. Linear in the number of items.
 */
export function structureErrors(
  items: readonly QuoteItem[],
  definitions: Definitions,
): readonly FieldError[] {
  const quoted = quotedItems(items, definitions);
  return items.flatMap((item, index) => {
    const definition = definitions.get(item.offeringId);
    if (definition === undefined) return [];
    const faults = [
      ...membershipFaults(quoted, item),
      ...childFaults(quoted, item, definition),
      ...characteristicFaults(item, definition),
      ...relationshipFaults(quoted, item, definition),
    ];
    return faults.map(({ at, code, reason }) => ({ pointer: `/items/${index}${at}`, code, reason }));
  });
}

function quotedItems(items: readonly QuoteItem[], definitions: Definitions): Quoted {
  const byId = new Map(items.map((item) => [item.id, item]));
  const rootOf = (item: QuoteItem): string => {
    const parent = item.parentId === undefined ? undefined : byId.get(item.parentId);
    return parent === undefined ? item.id : rootOf(parent);
  };
  const bundles = new Map<string, Set<string>>();
  for (const item of items) {
    const root = rootOf(item);
    const offerings = bundles.get(root) ?? new Set();
    bundles.set(root, offerings.add(item.offeringId));
  }
  const children = Map.groupBy(items, ({ parentId }) => parentId);
  return { definitions, items: byId, children, bundles, rootOf };
}

/** Whether the parent's offering lists the item's. */
function membershipFaults({ items, definitions }: Quoted, item: QuoteItem): readonly ItemFault[] {
  if (item.parentId === undefined) return [];
  const parent = definitions.get(items.get(item.parentId)?.offeringId ?? '')?.offering;
  if (parent === undefined) return [];
  const rule = parent.children?.find(({ offeringId }) => offeringId === item.offeringId);
  if (rule === undefined) {
    return [{ at: '/parentId', code: 'BUNDLE_CHILD_UNKNOWN', reason: `is no part of "${parent.name}"` }];
  }
  const quantity = decimal(item.quantity);
  if (!quantity.lessThan(rule.lower) && !quantity.greaterThan(rule.upper)) return [];
  const reason = `must be ${rule.lower} to ${rule.upper} in "${parent.name}"`;
  return [{ at: '/quantity', code: 'BUNDLE_QUANTITY', reason }];
}

/** How often each part occurs, and the totals of groups. Told of the bundle: nothing else may be there to point at. */
function childFaults(
  { children, definitions }: Quoted,
  item: QuoteItem,
  { offering }: OfferingDefinition,
): readonly ItemFault[] {
  const rules = offering.children ?? [];
  if (rules.length === 0) return [];
  const parts = Map.groupBy(children.get(item.id) ?? [], ({ offeringId }) => offeringId);
  const nameOf = (offeringId: string) => definitions.get(offeringId)?.offering.name ?? offeringId;
  return [
    ...rules.flatMap((rule) => {
      const count = parts.get(rule.offeringId)?.length ?? 0;
      return occurrenceFaults(rule, count, nameOf(rule.offeringId));
    }),
    ...(offering.groups ?? []).flatMap((group) => groupFaults(group, rules, parts)),
  ];
}

function occurrenceFaults(rule: ChildRule, count: number, name: string): readonly ItemFault[] {
  const { lower, upper } = rule.instances ?? { lower: rule.lower > 0 ? 1 : 0, upper: 1 };
  if (count < lower) {
    const reason = `must have ${lower === 1 ? '' : `at least ${lower} × `}"${name}"`;
    return [{ at: '', code: 'BUNDLE_CHILD_REQUIRED', reason }];
  }
  if (count > upper) {
    const reason = `may have "${name}" at most ${upper === 1 ? 'once' : `${upper} times`}`;
    return [{ at: '', code: 'BUNDLE_CHILD_REPEATED', reason }];
  }
  return [];
}

function groupFaults(
  { id, name, lower, upper }: GroupRule,
  rules: readonly ChildRule[],
  parts: ReadonlyMap<string, readonly QuoteItem[]>,
): readonly ItemFault[] {
  const total = rules
    .filter(({ groupId }) => groupId === id)
    .flatMap(({ offeringId }) => parts.get(offeringId) ?? [])
    .reduce((sum, { quantity }) => sum.plus(decimal(quantity)), ZERO);
  if (!total.lessThan(lower) && !total.greaterThan(upper)) return [];
  const reason = `must have ${lower} to ${upper} of "${name}", has ${total.toFixed()}`;
  return [{ at: '', code: 'BUNDLE_GROUP_TOTAL', reason }];
}

/** Only items of one bundle are held against each other: another bundle is another place, another service. */
function relationshipFaults(
  { bundles, rootOf, definitions }: Quoted,
  item: QuoteItem,
  { offering }: OfferingDefinition,
): readonly ItemFault[] {
  const relationships = offering.relationships ?? [];
  if (relationships.length === 0) return [];
  const root = rootOf(item);
  const bundle = bundles.get(root) as ReadonlySet<string>;
  if (root === item.id && bundle.size === 1) return [];
  return relationships.flatMap(({ type, offeringId }): readonly ItemFault[] => {
    const name = definitions.get(offeringId)?.offering.name ?? offeringId;
    const there = bundle.has(offeringId);
    if (type === 'requires' && !there) {
      return [{ at: '', code: 'BUNDLE_REQUIRES', reason: `needs "${name}" in the same bundle` }];
    }
    if (type === 'excludes' && there) {
      return [{ at: '', code: 'BUNDLE_EXCLUDES', reason: `cannot be in one bundle with "${name}"` }];
    }
    return [];
  });
}
