import { contentHash } from '@quotewright/kernel';
import type { PriceInput, PriceInputLine } from './price-input.ts';

type Dimensions<Of> = { readonly [Dimension in keyof Required<Of>]: true };

/** What the identity of a price is made of. A new member of an input without a row here does not compile. */
const INPUT: Dimensions<PriceInput> = {
  tenant: true,
  account: true,
  contractSetVersion: true,
  customerSegment: true,
  accountType: true,
  customerType: true,
  channel: true,
  market: true,
  place: true,
  partner: true,
  currency: true,
  effectiveDate: true,
  catalogVersion: true,
  priceLists: true,
  promotionSetVersion: true,
  discountPolicyVersion: true,
  tenantConfigVersion: true,
  roundingDecimals: true,
  promotionCodes: true,
  exhaustedPromotions: true,
  lines: true,
  engineVersion: true,
};

const LINE: Dimensions<PriceInputLine> = {
  id: true,
  offeringId: true,
  offeringHash: true,
  configurationHash: true,
  ruleSetVersion: true,
  action: true,
  quantity: true,
  termMonths: true,
  usage: true,
  manualOverride: true,
  installedBase: true,
  parentId: true,
  characteristics: true,
  startDate: true,
};

/**
 * SHA-256 of the canonical input: the identity of its price, for ever. Every member is part of it, and one that is no dimension
 * would split one price into several identities: an error of whoever made the input.
 */
export function inputHashOf(input: PriceInput): string {
  const unknown = unknownDimension(input);
  if (unknown !== undefined) throw new TypeError(`"${unknown}" is no dimension of a price`);
  return contentHash(input);
}

/** A member that this release does not know, as an input of a later one may have. */
export function unknownDimension(input: PriceInput): string | undefined {
  return memberOutside(input, INPUT) ?? input.lines.map((line) => memberOutside(line, LINE)).find(isText);
}

function memberOutside(value: object, dimensions: object): string | undefined {
  return Object.keys(value).find((member) => !Object.hasOwn(dimensions, member));
}

const isText = (found: string | undefined) => found !== undefined;
