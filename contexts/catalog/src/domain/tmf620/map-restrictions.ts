import type { Characteristic } from '../characteristic.schema.ts';
import { type Values, valuesOf } from './characteristic-values.ts';
import { localId } from './identifiers.ts';
import { defaultsOf, endsOf, typedValue } from './map-characteristic.ts';
import type { MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

type Cardinality = 'minCardinality' | 'maxCardinality';

/** The characteristics of the offering's specification, by id and by name. */
export type Characteristics = ReadonlyMap<string, Pick<Characteristic, 'id' | 'type' | Cardinality>>;

/** How an offering uses the characteristics: which of their values it sells, and which it begins with. */
export function mapRestrictions(
  offering: TmfObject,
  characteristics: Characteristics,
  report: MappingReport,
) {
  return offering.objects('prodSpecCharValueUse').flatMap((use) => {
    reportUnmapped('ValueUse', use, report);
    const name = use.text('name');
    if (name === undefined) {
      report.error(use.at('name'), 'REQUIRED', 'is required');
      return [];
    }
    // First, because it may be why the specification does not have the characteristic, and then says so.
    const values = valuesOf(use, report);
    if (values === undefined) return [];
    const found = characteristics.get(name) ?? characteristics.get(localId(name));
    if (found === undefined) {
      report.error(
        use.at('name'),
        'CHARACTERISTIC_UNKNOWN',
        `the specification has no characteristic "${name.slice(0, 100)}"`,
      );
      return [];
    }
    for (const end of ['minCardinality', 'maxCardinality'] as const) {
      const asked = use.whole(end);
      if (asked !== undefined && asked !== found[end])
        report.remark(use.at(end), 'NOT_MAPPED', `left out: the specification says ${found[end]}`);
    }
    const restriction = restrictionOf(found.type, values, use, report);
    return restriction === undefined
      ? []
      : [{ value: { characteristicId: found.id, ...restriction }, source: use.pointer }];
  });
}

function restrictionOf(type: Characteristic['type'], values: Values, use: TmfObject, report: MappingReport) {
  const { listed, ranges } = values;
  const [range] = ranges;
  if (ranges.length > 1 || (ranges.length > 0 && listed.length > 0))
    report.error(use.pointer, 'VALUES_MIXED', 'only a list of values or one range of numbers can be sold');
  const defaults = defaultsOf(type, values);
  const restriction = {
    ...(listed.length > 0 && { values: listed.map((value) => typedValue(type, value)) }),
    ...(range !== undefined &&
      listed.length === 0 && { range: endsOf(type === 'integer' ? 'integer' : 'decimal', range) }),
    ...(defaults.length > 0 && { defaultValues: defaults }),
  };
  return Object.keys(restriction).length === 0 ? undefined : restriction;
}
