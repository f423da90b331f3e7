import type { MappingReport } from './mapped-item.ts';
import type { TmfObject } from './tmf-object.ts';

/*
 * What becomes of every member of the TMF620 objects (v4 and v5) that an import reads. This is the whole decision: a
 * member that is `lost`, or that no row names, is listed in the import's report wherever a document has it. `form` is
 * how TMF620 writes things down; it says nothing about the catalog.
 */

type Fate = { readonly becomes: string } | { readonly lost: string } | 'form';

type Members = Readonly<Record<string, Fate>>;

const becomes = (what: string): Fate => ({ becomes: what });
const lost = (why: string): Fate => ({ lost: why });
const attribute = (name: string): Fate => becomes(`attributes["tmf620.${name}"]`);

const FORM: Members = {
  '@type': 'form',
  '@baseType': 'form',
  '@schemaLocation': 'form',
  '@referredType': 'form',
};

const PERIOD_OF_PART = 'only offerings have a validity: this is always valid';
const OTHER_CATALOG = 'service and resource catalogs are not part of this catalog';

/** Members of a reference beside its id repeat what is true of the object it names. */
const REFERENCE: Members = {
  ...FORM,
  id: becomes('the id it names'),
  href: 'form',
  name: 'form',
  version: 'form',
  targetProductSchema: lost('products have no schema of their own here'),
};

export const MEMBERS = {
  ProductOffering: {
    ...FORM,
    id: becomes('id; externalIds.tmf620 where it had to be made to fit'),
    name: becomes('name'),
    description: becomes('description'),
    lifecycleStatus: becomes('lifecycle'),
    validFor: becomes('validity'),
    productSpecification: becomes('specificationId'),
    category: becomes('categoryIds'),
    channel: becomes('channels'),
    marketSegment: becomes('segments'),
    place: becomes('places'),
    isBundle: becomes('nothing of its own: what has children is a bundle'),
    bundledProductOffering: becomes('children'),
    bundledGroupProductOffering: becomes('groups and children'),
    productOfferingRelationship: becomes('relationships'),
    prodSpecCharValueUse: becomes('characteristicValues'),
    externalIdentifier: becomes('externalIds'),
    version: attribute('version'),
    href: attribute('href'),
    lastUpdate: attribute('lastUpdate'),
    statusReason: attribute('statusReason'),
    isSellable: attribute('isSellable'),
    productOfferingPrice: lost('prices belong to price lists: import them there'),
    productOfferingTerm: lost('terms belong to price lists'),
    agreement: lost('agreements are no part of the catalog'),
    attachment: lost('attachments are no part of the catalog'),
    serviceLevelAgreement: lost('service levels are no part of the catalog'),
    serviceCandidate: lost(OTHER_CATALOG),
    resourceCandidate: lost(OTHER_CATALOG),
    policy: lost('policies are not executed: write them as rules'),
    allowedAction: lost('which actions are allowed follows from lifecycle and asset'),
    productOfferingCharacteristic: lost(
      'an offering has the characteristics of its specification, none of its own',
    ),
  },
  ProductSpecification: {
    ...FORM,
    id: becomes('id; attributes["tmf620.id"] where it had to be made to fit'),
    name: becomes('name'),
    description: becomes('description'),
    productSpecCharacteristic: becomes('characteristics'),
    version: attribute('version'),
    href: attribute('href'),
    lastUpdate: attribute('lastUpdate'),
    lifecycleStatus: attribute('lifecycleStatus'),
    brand: attribute('brand'),
    productNumber: attribute('productNumber'),
    isBundle: attribute('isBundle'),
    validFor: lost(PERIOD_OF_PART),
    category: lost('categories hold offerings, not specifications'),
    bundledProductSpecification: lost('bundles are made of offerings'),
    productSpecificationRelationship: lost('relationships are between offerings'),
    serviceSpecification: lost(OTHER_CATALOG),
    resourceSpecification: lost(OTHER_CATALOG),
    intentSpecification: lost(OTHER_CATALOG),
    targetProductSchema: lost('products have no schema of their own here'),
    relatedParty: lost('parties are no part of the catalog'),
    attachment: lost('attachments are no part of the catalog'),
    policy: lost('policies are not executed: write them as rules'),
    externalIdentifier: lost('specifications have no external ids'),
  },
  Category: {
    ...FORM,
    id: becomes('id'),
    name: becomes('name'),
    description: becomes('description'),
    parent: becomes('parentId'),
    parentId: becomes('parentId'),
    subCategory: becomes('parentId of the categories it names'),
    productOffering: becomes('categoryIds of the offerings it names, where the document has them'),
    isRoot: becomes('nothing of its own: what has no parent is a root'),
    href: lost('categories keep no address'),
    version: lost('categories have no version of their own'),
    lastUpdate: lost('the draft says itself when it was changed'),
    lifecycleStatus: lost('categories have no lifecycle'),
    validFor: lost(PERIOD_OF_PART),
  },
  Characteristic: {
    ...FORM,
    name: becomes('name, and the id made of it'),
    description: becomes('description'),
    valueType: becomes('type'),
    minCardinality: becomes('minCardinality'),
    maxCardinality: becomes('maxCardinality'),
    regex: becomes('pattern of a text'),
    productSpecCharacteristicValue: becomes('values, range, defaultValues'),
    characteristicValueSpecification: becomes('values, range, defaultValues'),
    id: lost('offerings name a characteristic by its name, so its id is made of that'),
    configurable: lost('every characteristic can be configured; restrict it in the offering'),
    extensible: lost('values that are not listed are not taken'),
    isUnique: lost('uniqueness among products is not checked'),
    productSpecCharRelationship: lost('write dependencies as rules'),
    charSpecRelationship: lost('write dependencies as rules'),
    validFor: lost(PERIOD_OF_PART),
    '@valueSchemaLocation': lost('values have no schema of their own'),
  },
  ValueUse: {
    ...FORM,
    name: becomes('characteristicId'),
    productSpecCharacteristicValue: becomes('values, range, defaultValues'),
    productSpecification: becomes('nothing of its own: the specification of the offering'),
    id: 'form',
    description: 'form',
    valueType: 'form',
    minCardinality: becomes('that of a characteristic that had to be made; else the specification decides'),
    maxCardinality: becomes('that of a characteristic that had to be made; else the specification decides'),
    validFor: lost(PERIOD_OF_PART),
  },
  Value: {
    ...FORM,
    value: becomes('a value'),
    isDefault: becomes('defaultValues'),
    unitOfMeasure: becomes('unit, or the end of the name of a value'),
    valueFrom: becomes('range.min'),
    valueTo: becomes('range.max'),
    rangeInterval: becomes('whether the ends belong to the range'),
    valueType: 'form',
    regex: lost('a pattern belongs to the characteristic'),
    validFor: lost(PERIOD_OF_PART),
  },
  BundledOffering: {
    ...REFERENCE,
    lifecycleStatus: 'form',
    bundledProductOfferingOption: becomes('lower, upper and default'),
  },
  BundledOption: {
    ...FORM,
    numberRelOfferLowerLimit: becomes('lower'),
    numberRelOfferUpperLimit: becomes('upper'),
    numberRelOfferDefault: becomes('default'),
  },
  BundledGroup: {
    ...FORM,
    id: becomes('id'),
    name: becomes('name'),
    bundledProductOffering: becomes('children of the group'),
    bundledGroupProductOfferingOption: becomes('lower and upper'),
    bundledGroupProductOffering: lost('a group inside of a group has no place'),
  },
  Relationship: {
    ...REFERENCE,
    relationshipType: becomes('type'),
    role: lost('relationships have a type, no role'),
    validFor: lost('relationships are always valid'),
  },
  ExternalIdentifier: {
    ...FORM,
    id: becomes('the id'),
    owner: becomes('the name it is kept under'),
    externalIdentifierType: becomes('the name it is kept under, where there is no owner'),
    href: lost('external ids are texts'),
  },
  TimePeriod: { ...FORM, startDateTime: becomes('from'), endDateTime: becomes('until') },
  Reference: REFERENCE,
} as const satisfies Readonly<Record<string, Members>>;

type Kind = keyof typeof MEMBERS;

/** Lists what of the object gets lost. An empty value says nothing, so nothing of it is lost. */
export function reportUnmapped(kind: Kind, { members, at }: TmfObject, report: MappingReport): void {
  const fates: Members = MEMBERS[kind];
  for (const [name, value] of Object.entries(members)) {
    const fate = Object.hasOwn(fates, name) ? fates[name] : undefined;
    if (isEmpty(value) || fate === 'form') continue;
    if (fate === undefined)
      report.remark(at(name), 'MEMBER_UNKNOWN', 'is no member of TMF620 that is known here: left out');
    else if ('lost' in fate) report.remark(at(name), 'NOT_MAPPED', `left out: ${fate.lost}`);
  }
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
