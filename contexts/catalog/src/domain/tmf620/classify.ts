import type { MappingReport } from './mapped-item.ts';
import { isObject, type TmfObject, tmfObject } from './tmf-object.ts';

/** The objects of a document that become something. */
export interface Classified {
  readonly offerings: readonly TmfObject[];
  readonly specifications: readonly TmfObject[];
  readonly categories: readonly TmfObject[];
}

type Group = keyof Classified;

const GROUP_OF_TYPE: Readonly<Record<string, Group>> = {
  ProductOffering: 'offerings',
  ProductSpecification: 'specifications',
  Category: 'categories',
};

const PRICE = 'prices belong to price lists: import them there';
const ONLY_NAMES = 'it only names categories: import the categories, specifications and offerings themselves';

/** Objects of TMF620 that nothing here becomes of. */
const REFUSED_TYPES: Readonly<Record<string, string>> = {
  Catalog: ONLY_NAMES,
  ProductCatalog: ONLY_NAMES,
  ProductOfferingPrice: PRICE,
  ProductOfferingPriceAlteration: PRICE,
  ImportJob: 'jobs are no part of a catalog',
  ExportJob: 'jobs are no part of a catalog',
};

/** Members that one kind of object has alone: how v4 documents without "@type" are told apart. */
const TELLING: readonly (readonly [Group, readonly string[]])[] = [
  [
    'offerings',
    [
      'isSellable',
      'prodSpecCharValueUse',
      'productOfferingPrice',
      'productOfferingTerm',
      'bundledProductOffering',
      'productSpecification',
    ],
  ],
  ['specifications', ['productSpecCharacteristic', 'productNumber', 'brand', 'bundledProductSpecification']],
  ['categories', ['isRoot', 'subCategory', 'parentId', 'parent']],
];

const BUNDLE_MEMBERS: Readonly<Record<string, Group>> = {
  productOffering: 'offerings',
  productSpecification: 'specifications',
  category: 'categories',
};

/** One object, an array of objects, or an object with arrays named as TMF620 names its resources. */
export function classify(document: unknown, report: MappingReport): Classified {
  const groups = { offerings: [], specifications: [], categories: [] } satisfies Record<
    Group,
    TmfObject[]
  > as Record<Group, TmfObject[]>;
  const take = (value: unknown, pointer: string, known?: Group) => {
    if (!isObject(value)) return report.error(pointer, 'TYPE', 'must be an object of TMF620');
    const group = known ?? groupOf(value, pointer, report);
    if (group === undefined) return;
    const object = tmfObject(value, pointer, report);
    if (isWhole(object, report)) groups[group].push(object);
  };
  const takeAll = (list: readonly unknown[], pointer: string, known?: Group) => {
    for (const [index, value] of list.entries()) take(value, `${pointer}/${index}`, known);
  };

  if (isPatch(document)) {
    report.error('', 'PATCH', 'is a JSON Patch: it says what to change, not what there is');
  } else if (Array.isArray(document)) {
    if (document.length === 0) report.error('', 'EMPTY', NOTHING);
    takeAll(document, '');
  } else if (isBundle(document)) {
    if (Object.keys(BUNDLE_MEMBERS).every((name) => isEmptyList(document[name])))
      report.error('', 'EMPTY', NOTHING);
    for (const [name, value] of Object.entries(document)) {
      const group = BUNDLE_MEMBERS[name];
      if (group !== undefined && Array.isArray(value)) takeAll(value, `/${name}`, group);
      else if (name === 'productOfferingPrice') report.remark(`/${name}`, 'NOT_MAPPED', `left out: ${PRICE}`);
      else report.error(`/${name}`, 'MEMBER_UNKNOWN', 'holds no objects that an import takes');
    }
  } else take(document, '');
  return groups;
}

const NOTHING = 'holds no offering, specification or category';

function isEmptyList(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function groupOf(
  value: Readonly<Record<string, unknown>>,
  pointer: string,
  report: MappingReport,
): Group | undefined {
  if ('eventType' in value && 'event' in value) {
    report.error(pointer, 'EVENT', 'is an event: import the object that it tells of');
    return undefined;
  }
  for (const name of ['@type', '@baseType']) {
    const type = value[name];
    if (typeof type !== 'string') continue;
    const group = own(GROUP_OF_TYPE, type);
    if (group !== undefined) return group;
    const why = own(REFUSED_TYPES, type);
    if (why !== undefined) {
      report.error(pointer, 'TYPE_NOT_TAKEN', `is a ${type}: ${why}`);
      return undefined;
    }
  }
  const likely = TELLING.filter(([, names]) => names.some((name) => name in value)).map(([group]) => group);
  if (likely.length === 1) return likely[0];
  report.error(
    pointer,
    'TYPE_UNKNOWN',
    'must say by "@type" whether it is a ProductOffering, a ProductSpecification or a Category',
  );
  return undefined;
}

/** An update holds what changes: too little to make an item of, and nothing to replace one by. */
function isWhole(object: TmfObject, report: MappingReport): boolean {
  const missing = ['id', 'name'].filter((name) => object.text(name) === undefined);
  if (missing.length === 0) return true;
  const names = missing.map((name) => `"${name}"`).join(' and ');
  report.error(
    object.pointer,
    missing.length === 2 ? 'PARTIAL' : 'REQUIRED',
    missing.length === 2
      ? `has no ${names}: it is an update of an object, and not the object`
      : `must have ${names}`,
  );
  return false;
}

function isPatch(document: unknown): boolean {
  return (
    Array.isArray(document) &&
    document.length > 0 &&
    document.every((one) => isObject(one) && typeof one['op'] === 'string' && typeof one['path'] === 'string')
  );
}

/** What has no type, id or name, but arrays of resources. */
function isBundle(document: unknown): document is Record<string, unknown> {
  if (!isObject(document) || '@type' in document || 'id' in document || 'name' in document) return false;
  return Object.keys(BUNDLE_MEMBERS).some((name) => Array.isArray(document[name]));
}

function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
