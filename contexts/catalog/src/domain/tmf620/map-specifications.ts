import type { ProductSpecification } from '../product-specification.schema.ts';
import type { SectionItem } from '../section.ts';
import type { Classified } from './classify.ts';
import { fittedId } from './identifiers.ts';
import { type MappedCharacteristic, mapCharacteristic } from './map-characteristic.ts';
import type { Characteristics } from './map-restrictions.ts';
import { mapSpecification, PLACEHOLDER, placeholderSpecification } from './map-specification.ts';
import type { MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

/** What one unknown specification is told to be. */
interface Missing {
  readonly name: string;
  readonly pointer: string;
  readonly uses: MappedCharacteristic[];
}

/** Nothing is said twice: what a use tells is read again when it restricts. */
const SILENT: MappingReport = { remark: () => undefined, error: () => undefined };

/** The document's specifications, those that its offerings only name, and which one each offering has. */
export function mapSpecifications(
  { specifications, offerings }: Classified,
  known: ReadonlyMap<string, SectionItem>,
  report: MappingReport,
) {
  const items = specifications.map((specification) => mapSpecification(specification, report));
  const byId = new Map<string, ProductSpecification>();
  for (const [id, item] of known) byId.set(id, item as ProductSpecification);
  for (const { item } of items) byId.set(item.id, item);

  const missing = new Map<string, Missing>();
  for (const offering of offerings) {
    const { id, name, pointer, isOwn } = referenceOf(offering, report);
    const found = byId.get(id);
    if (found !== undefined && found.attributes?.[PLACEHOLDER] !== true) continue;
    if (found === undefined && !missing.has(id))
      report.remark(pointer, 'PLACEHOLDER', placeholderNote(id, isOwn));
    const entry = missing.get(id) ?? { name, pointer, uses: [] };
    for (const use of offering.objects('prodSpecCharValueUse')) {
      const characteristic = mapCharacteristic(use, SILENT);
      if (characteristic !== undefined) entry.uses.push(characteristic);
    }
    missing.set(id, entry);
  }
  for (const [id, { name, pointer, uses }] of missing) {
    const made = placeholderSpecification(id, name, pointer, byId.get(id), uses);
    items.push(made);
    byId.set(id, made.item);
  }

  const named = new Map<string, Characteristics>();
  return {
    items,
    of(offering: TmfObject): { readonly specificationId: string; readonly characteristics: Characteristics } {
      const { id } = referenceOf(offering, SILENT);
      // Once for each specification: many offerings may share one with thousands of characteristics.
      const characteristics = named.get(id) ?? characteristicsOf(byId.get(id));
      named.set(id, characteristics);
      return { specificationId: id, characteristics };
    },
  };
}

/** What is in memory was not completed by its schema: a specification without characteristics has no list. */
function characteristicsOf(specification: Partial<ProductSpecification> | undefined): Characteristics {
  const all = specification?.characteristics ?? [];
  return new Map(all.flatMap((one) => [[one.name, one] as const, [one.id, one] as const]));
}

/** What the offering is made of. One that names nothing – bundles often do not – has a specification of its own. */
function referenceOf(offering: TmfObject, report: MappingReport) {
  const reference = offering.object('productSpecification');
  if (reference !== undefined) reportUnmapped('Reference', reference, report);
  const id = reference?.text('id');
  if (reference !== undefined && id !== undefined)
    return { id: fittedId(id), name: reference.text('name') ?? id, pointer: reference.pointer, isOwn: false };
  return {
    id: fittedId(offering.text('id') ?? ''),
    name: offering.text('name') ?? '',
    pointer: offering.pointer,
    isOwn: true,
  };
}

function placeholderNote(id: string, isOwn: boolean): string {
  return isOwn
    ? `names no specification: "${id}" was made for it, of what the offering says`
    : `the specification "${id}" is neither in the document nor in the draft: it was made, of what its offerings say`;
}
