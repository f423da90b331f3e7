import type { SeededRandom } from '@quotewright/acceleration/testing';
import { catalogVariant } from './catalog-variant.ts';
import { listVariant } from './list-variant.ts';
import { contractVariant, policyVariant, promotionsVariant } from './rule-variants.ts';
import { CONTRACT_ACCOUNTS, CURRENCIES, TENANTS, type Variant } from './world.ts';

/** Something that is published again and again; everything in it follows from seed and number. */
export type Edition = Published & { readonly tenant: string; readonly seed: number; readonly number: number };

type Published =
  | { readonly kind: 'catalog' }
  /** `absent`: what the catalog in force does not have. */
  | { readonly kind: 'list'; readonly currency: string; readonly absent: readonly string[] }
  | { readonly kind: 'promotions' }
  | { readonly kind: 'policy' }
  | { readonly kind: 'contract'; readonly account: string };

export function variantOf(edition: Edition): Variant {
  const { seed, tenant, number } = edition;
  switch (edition.kind) {
    case 'catalog':
      return catalogVariant(seed, tenant, number);
    case 'list':
      return listVariant(seed, { tenant, currency: edition.currency, number }, edition.absent);
    case 'promotions':
      return promotionsVariant(seed, tenant, number);
    case 'policy':
      return policyVariant(seed, tenant, number);
    case 'contract':
      return contractVariant(seed, tenant, edition.account, number);
  }
}

/** What has versions of its own. */
export function subjectOf(edition: Published & { readonly tenant: string }): string {
  const { tenant, kind } = edition;
  if (kind === 'list') return `${tenant} list ${edition.currency}`;
  return kind === 'contract' ? `${tenant} contract ${edition.account}` : `${tenant} ${kind}`;
}

/** What is chosen how often; contract prices are not behind a pointer that could be old. */
const WHEEL: readonly Published['kind'][] = [
  'contract',
  'contract',
  'contract',
  'list',
  'list',
  'list',
  'list',
  'catalog',
  'catalog',
  'promotions',
  'promotions',
  'policy',
  'policy',
];

/** What to publish next. `refused` says what the last edition of a subject cannot price. */
export function nextEdition(
  random: SeededRandom,
  seed: number,
  number: number,
  refused: (subject: string) => readonly string[],
): Edition {
  const tenant = random.pick(TENANTS);
  const base = { tenant, seed, number };
  const kind = random.pick(WHEEL);
  if (kind === 'contract') return { ...base, kind, account: random.pick(CONTRACT_ACCOUNTS) };
  if (kind !== 'list') return { ...base, kind };
  return {
    ...base,
    kind,
    currency: random.pick(CURRENCIES),
    absent: refused(subjectOf({ kind: 'catalog', tenant })),
  };
}

/** What every tenant has before anything is asked; policies and contract prices come later. */
export const firstEditions = (seed: number): readonly Edition[] =>
  TENANTS.flatMap((tenant): readonly Edition[] => [
    { kind: 'catalog', tenant, seed, number: 0 },
    ...CURRENCIES.map((currency) => ({
      kind: 'list' as const,
      currency,
      absent: [],
      tenant,
      seed,
      number: 0,
    })),
    { kind: 'promotions', tenant, seed, number: 0 },
  ]);
