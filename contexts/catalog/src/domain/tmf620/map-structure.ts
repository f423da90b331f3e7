import type { RELATIONSHIPS } from '../offering-structure.schema.ts';
import { fittedId, localId } from './identifiers.ts';
import type { MappingReport } from './mapped-item.ts';
import { reportUnmapped } from './members.ts';
import type { TmfObject } from './tmf-object.ts';

type Relationship = (typeof RELATIONSHIPS)[number];

/** Without spaces and in lower case. TMF620 names a few, and lets anybody use others. */
const RELATIONSHIP_TYPES: Readonly<Record<string, Relationship>> = {
  requires: 'requires',
  dependson: 'requires',
  dependency: 'requires',
  reliesfrom: 'requires',
  relyon: 'requires',
  excludes: 'excludes',
  exclusivity: 'excludes',
  optionalfor: 'optionalFor',
  exchangeableto: 'exchangeableTo',
  substitution: 'exchangeableTo',
  migratesto: 'migratesTo',
  migration: 'migratesTo',
};

/** Relationships to offerings that `isKnown` knows. Others are left out: nothing could be done about them. */
export function mapRelationships(
  offering: TmfObject,
  isKnown: (offeringId: string) => boolean,
  report: MappingReport,
) {
  const seen = new Set<string>();
  return offering.objects('productOfferingRelationship').flatMap((relationship) => {
    reportUnmapped('Relationship', relationship, report);
    const [id, type] = [relationship.text('id'), relationship.text('relationshipType')];
    if (id === undefined) {
      report.error(relationship.at('id'), 'REQUIRED', 'is required');
      return [];
    }
    const word = type?.toLowerCase().replaceAll(/[ _-]/g, '') ?? '';
    const known = Object.hasOwn(RELATIONSHIP_TYPES, word) ? RELATIONSHIP_TYPES[word] : undefined;
    if (known === undefined) {
      const what = `left out: "${type?.slice(0, 60) ?? ''}" is no relationship that is known here`;
      report.remark(relationship.at('relationshipType'), 'NOT_MAPPED', what);
      return [];
    }
    const offeringId = fittedId(id);
    if (!isKnown(offeringId)) {
      const what = `left out: the offering "${id.slice(0, 100)}" is neither in the document nor in the draft`;
      report.remark(relationship.pointer, 'OFFERING_UNKNOWN', what);
      return [];
    }
    const key = `${known} ${offeringId}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ value: { type: known, offeringId }, source: relationship.pointer }];
  });
}

/** What a bundle consists of. An offering without limits is in it exactly once. */
export function mapBundle(offering: TmfObject, report: MappingReport) {
  const groups = offering.objects('bundledGroupProductOffering').map((group) => {
    reportUnmapped('BundledGroup', group, report);
    const name = group.text('name') ?? group.text('id') ?? '';
    const id = localId(group.text('id') ?? name);
    const options = group.object('bundledGroupProductOfferingOption');
    if (options !== undefined) reportUnmapped('BundledOption', options, report);
    return { group, value: { id, name, ...limitsOf(options) }, source: group.pointer };
  });
  const children = [
    ...offering.objects('bundledProductOffering').map((child) => childOf(child, undefined, report)),
    ...groups.flatMap(({ group, value }) =>
      group.objects('bundledProductOffering').map((child) => childOf(child, value.id, report)),
    ),
  ];
  if (offering.flag('isBundle') === true && children.length === 0)
    report.remark(
      offering.at('isBundle'),
      'BUNDLE',
      'the bundle names no offerings: it is a simple offering here',
    );
  if (offering.flag('isBundle') === false && children.length > 0)
    report.remark(offering.at('isBundle'), 'BUNDLE', 'it names offerings: it is a bundle here');
  return { children, groups: groups.map(({ value, source }) => ({ value, source })) };
}

function childOf(child: TmfObject, groupId: string | undefined, report: MappingReport) {
  reportUnmapped('BundledOffering', child, report);
  const id = child.text('id');
  if (id === undefined) report.error(child.at('id'), 'REQUIRED', 'is required');
  const options = child.object('bundledProductOfferingOption');
  if (options !== undefined) reportUnmapped('BundledOption', options, report);
  const chosen = options?.whole('numberRelOfferDefault');
  return {
    value: {
      offeringId: fittedId(id ?? ''),
      // In a group the group says how many there have to be.
      ...limitsOf(options, groupId === undefined ? 1 : 0),
      ...(chosen !== undefined && { default: chosen }),
      ...(groupId !== undefined && { groupId }),
    },
    source: child.pointer,
  };
}

function limitsOf(options: TmfObject | undefined, lowest = 1) {
  const lower = options?.whole('numberRelOfferLowerLimit') ?? lowest;
  return { lower, upper: options?.whole('numberRelOfferUpperLimit') ?? Math.max(1, lower) };
}
