import type { ProductOffering } from './product-offering.schema.ts';

type Limit = 'markets' | 'channels' | 'customerTypes' | 'segments' | 'places';

const LIMITS: readonly (readonly [member: Limit, problem: string])[] = [
  ['markets', 'is sold in no market of the bundle'],
  ['channels', 'is sold in no channel of the bundle'],
  ['customerTypes', 'is sold to no customer type of the bundle'],
  ['segments', 'is sold to no segment of the bundle'],
  ['places', 'is delivered to no place of the bundle'],
];

/**
 * Why a child can never be sold together with the bundle; undefined when there is a case in which it can. What the
 * bundle is limited to is indexed once, because many children are asked about.
 */
export function unsoldIn(bundle: ProductOffering): (child: ProductOffering) => string | undefined {
  const limits = LIMITS.map(([member, problem]) => ({
    member,
    problem,
    allowed: new Set(bundle[member]),
  })).filter(({ allowed }) => allowed.size > 0);
  return (child) => {
    if (bundle.lifecycle === 'active' && child.lifecycle !== 'active') {
      return `is ${child.lifecycle}, and the bundle is active`;
    }
    if (!haveADayInCommon(bundle, child)) return 'is valid on no day on which the bundle is';
    return limits.find(({ member, allowed }) => {
      const own = child[member] ?? [];
      return own.length > 0 && !own.some((value) => allowed.has(value));
    })?.problem;
  };
}

function haveADayInCommon({ validity: a }: ProductOffering, { validity: b }: ProductOffering): boolean {
  const isBefore = (from: string | undefined, until: string | undefined) =>
    from === undefined || until === undefined || from < until;
  return isBefore(a.from, b.until) && isBefore(b.from, a.until);
}
