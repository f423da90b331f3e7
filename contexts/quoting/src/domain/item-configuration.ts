import type { OfferingDefinition } from '@quotewright/catalog';
import type { ConfigurationRequest } from '@quotewright/configuration';
import { jsonPointer } from '@quotewright/kernel';
import type { CharacteristicValue } from '@quotewright/pricing';
import type { QuoteItem } from './quote.ts';

type Definitions = ReadonlyMap<string, OfferingDefinition>;
type Choice = ConfigurationRequest['choices'][number];

/** A choice as configuration takes it, and the place in the items that it comes from. */
interface PlacedChoice {
  readonly choice: Choice;
  readonly pointer: string;
}

interface PlacedInstance {
  readonly path: string;
  readonly id: string;
  readonly pointer: string;
  readonly choices: readonly PlacedChoice[];
  readonly owners: ReadonlyMap<string, string>;
}

/** What a bundle, or an item that is part of nothing, says as choices of a configuration. */
export interface ItemConfiguration {
  readonly offeringId: string;
  /** The commitment: rules of eligibility know it. */
  readonly termMonths?: number;
  /** `/items/<index>` of the item that is part of nothing. */
  readonly pointer: string;
  readonly choices: readonly PlacedChoice[];
  readonly instances: readonly PlacedInstance[];
  /** Variables of characteristics that nobody chose, of instances too: they may follow from the others. */
  readonly open: readonly string[];
  /** The items of parts that occur once, by their path; the bundle itself under the empty path. */
  readonly owners: ReadonlyMap<string, string>;
}

/** A characteristic of this name is the commitment, which items have as a member of their own. */
const TERM = 'termMonths';

interface Entry {
  readonly item: QuoteItem;
  readonly pointer: string;
}

/**
 * One configuration for each item that is part of nothing. Optional parts that are not there are chosen to be absent:
 * what is sold is what is written down. Linear in the number of items.
 */
export function itemConfigurations(
  items: readonly QuoteItem[],
  definitions: Definitions,
): readonly ItemConfiguration[] {
  const entries = items.map((item, index): Entry => ({ item, pointer: `/items/${index}` }));
  const children = Map.groupBy(entries, ({ item }) => item.parentId);
  return (children.get(undefined) ?? []).map(({ item, pointer }) => {
    const choices: PlacedChoice[] = [];
    const instances: PlacedInstance[] = [];
    const owners = new Map<string, string>();
    const open = new Set<string>();
    const visit = (entry: Entry, path: string, into: PlacedChoice[], known: Map<string, string>) => {
      known.set(path, entry.pointer);
      const parts = Map.groupBy(children.get(entry.item.id) ?? [], (part) => part.item.offeringId);
      for (const rule of definitions.get(entry.item.offeringId)?.offering.children ?? []) {
        const below = path === '' ? rule.offeringId : `${path}/${rule.offeringId}`;
        const found = parts.get(rule.offeringId) ?? [];
        if (rule.instances !== undefined) {
          for (const part of found) instances.push(instanceOf(part, below));
        } else if (found[0] !== undefined) {
          into.push(quantityChoice(found[0], below));
          visit(found[0], below, into, known);
        } else if (rule.lower === 0) {
          into.push({ choice: { variable: `${below}/@quantity`, value: 0 }, pointer: entry.pointer });
        }
      }
      // Last, because later choices are blamed first: what somebody chose rather than what follows from it.
      const definition = definitions.get(entry.item.offeringId);
      into.push(...characteristicChoices(entry, definition, path));
      for (const variable of openVariables(entry, definition, path)) open.add(variable);
    };
    const instanceOf = (part: Entry, path: string): PlacedInstance => {
      const own: PlacedChoice[] = [quantityChoice(part, '')];
      const known = new Map<string, string>();
      visit(part, '', own, known);
      return { path, id: part.item.id, pointer: part.pointer, choices: own, owners: known };
    };
    visit({ item, pointer }, '', choices, owners);
    const { offeringId, termMonths } = item;
    const term = termMonths === undefined ? {} : { termMonths };
    return { offeringId, ...term, pointer, choices, instances, open: [...open], owners };
  });
}

function quantityChoice({ item, pointer }: Entry, path: string): PlacedChoice {
  return {
    choice: { variable: path === '' ? '@quantity' : `${path}/@quantity`, value: quantityOf(item) },
    pointer: `${pointer}/quantity`,
  };
}

/** Rules know whole quantities: 2.5 m of cable are as many as 3. Their exact bounds are looked at before. */
function quantityOf({ quantity }: QuoteItem): number {
  return Math.ceil(Number(quantity));
}

function characteristicChoices(
  { item, pointer }: Entry,
  definition: OfferingDefinition | undefined,
  path: string,
): readonly PlacedChoice[] {
  const prefix = path === '' ? '' : `${path}/`;
  const chosen = item.characteristics ?? {};
  return (definition?.characteristics ?? []).flatMap((characteristic): readonly PlacedChoice[] => {
    const { id, type, maxCardinality } = characteristic;
    const place = `${pointer}${jsonPointer(['characteristics', id])}`;
    const values = Object.hasOwn(chosen, id) ? (chosen[id] as readonly CharacteristicValue[]) : undefined;
    const choice = (variable: string, value: Choice['value'], at = place) => ({
      choice: { variable: `${prefix}${variable}`, value },
      pointer: at,
    });
    const term =
      id === TERM && item.termMonths !== undefined
        ? type === 'enum'
          ? String(item.termMonths)
          : item.termMonths
        : undefined;
    if (values === undefined) return term === undefined ? [] : [choice(id, term, `${pointer}/termMonths`)];
    if (maxCardinality === 1) {
      // Said twice and not alike: the second is refused as a second choice.
      const other =
        term === undefined || values.includes(term) ? [] : [choice(id, term, `${pointer}/termMonths`)];
      return [...values.map((value) => choice(id, value)), ...other];
    }
    // Of several numbers or texts configuration has nothing to say. Of several values those not named are not chosen.
    return type !== 'enum'
      ? []
      : characteristic.values.map((value) => choice(`${id}=${value.id}`, values.includes(value.id)));
  });
}

function openVariables(
  { item }: Entry,
  definition: OfferingDefinition | undefined,
  path: string,
): readonly string[] {
  const prefix = path === '' ? '' : `${path}/`;
  return (definition?.characteristics ?? []).flatMap((characteristic) => {
    const { id, type, maxCardinality } = characteristic;
    if (Object.hasOwn(item.characteristics ?? {}, id)) return [];
    if (maxCardinality === 1) return [`${prefix}${id}`];
    return type === 'enum' ? characteristic.values.map((value) => `${prefix}${id}=${value.id}`) : [];
  });
}
