import type { ConfigurationAnswer, Refused } from '@quotewright/configuration';
import type { CharacteristicValue } from '@quotewright/pricing';
import { canonicalItem } from './canonical-item.ts';
import type { ItemConfiguration } from './item-configuration.ts';
import type { QuoteItem } from './quote.ts';

/** A value that nobody chose: it follows from what was chosen, or is so by default. */
export interface DerivedCharacteristic {
  /** Of the item among the items. */
  readonly index: number;
  readonly characteristic: string;
  readonly value: CharacteristicValue;
}

type Variable = ConfigurationAnswer['variables'][number];

/** What prices and orders have to know of a configuration besides what was chosen. */
export function derivedCharacteristics(
  { owners, instances }: ItemConfiguration,
  result: ConfigurationAnswer | Refused,
): readonly DerivedCharacteristic[] {
  if (result.kind === 'refused') return [];
  const byInstance = new Map(instances.map(({ id, owners: own }) => [id, own]));
  return [
    ...result.variables.flatMap((variable) => derived(variable, owners)),
    ...result.instances.flatMap(({ id, variables }) =>
      variables.flatMap((variable) => derived(variable, byInstance.get(id) ?? new Map<string, string>())),
    ),
  ];
}

function derived(
  { id, value, source }: Variable,
  owners: ReadonlyMap<string, string>,
): readonly DerivedCharacteristic[] {
  if (value === null || (source !== 'FORCED' && source !== 'DEFAULT')) return [];
  const cut = id.lastIndexOf('/');
  const owner = owners.get(id.slice(0, Math.max(cut, 0)));
  const [characteristic = '', member] = id.slice(cut + 1).split('=');
  if (owner === undefined || characteristic.startsWith('@') || (member !== undefined && value !== true))
    return [];
  return [{ index: Number(owner.slice('/items/'.length)), characteristic, value: member ?? value }];
}

/** The items with these values, in their one form. What was chosen stays. */
export function withDerived(
  items: readonly QuoteItem[],
  values: readonly DerivedCharacteristic[],
): readonly QuoteItem[] {
  const byItem = Map.groupBy(values, ({ index }) => index);
  return items.map((item, index) => {
    const own = byItem.get(index);
    if (own === undefined) return item;
    const added = new Map<string, CharacteristicValue[]>();
    for (const { characteristic, value } of own) {
      const known = added.get(characteristic) ?? [];
      added.set(characteristic, [...known, value]);
    }
    return canonicalItem(item.id, {
      ...item,
      characteristics: { ...Object.fromEntries(added), ...item.characteristics },
    });
  });
}
