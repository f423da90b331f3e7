import { type ErrorTable, errorsOf } from '@quotewright/kernel';
import { mayMeet } from '../keys/key-part.ts';
import type { Category } from './category.ts';
import { checkCategory, type Finding } from './check-category.ts';

export const registryErrors = {
  CACHE_CATEGORY_REFUSED: {
    kind: 'internal',
    title: 'A cache category has an answer that cannot be accepted',
  },
} as const satisfies ErrorTable;

const fail = errorsOf(registryErrors);

/** The categories of an installation, checked. */
export interface Registry {
  /** By name. */
  readonly categories: readonly Category[];
  find(name: string): Category | undefined;
}

/** @throws DomainError `CACHE_CATEGORY_REFUSED`, one for everything that is wrong with any of them */
export function createRegistry(categories: readonly Category[]): Registry {
  const own = categories.map((category) => ({ category, findings: checkCategory(category) }));
  const answered = own.filter(({ findings }) => findings.every(({ rule }) => rule !== 'answered'));
  const findings = [
    ...own.flatMap((one) => one.findings),
    ...conflicts(answered.map(({ category }) => category)),
  ];
  if (findings.length > 0)
    throw fail(
      'CACHE_CATEGORY_REFUSED',
      findings.map(({ category, rule, message }) => `${category}: ${message} (${rule})`).join('\n'),
      { findings: findings.map((finding) => ({ ...finding })) },
    );
  const byName = new Map(categories.map((category) => [category.name, category]));
  const sorted = Object.freeze(categories.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  return Object.freeze({ categories: sorted, find: (name: string) => byName.get(name) });
}

/** What is wrong between categories that are each right. */
function conflicts(categories: readonly Category[]): readonly Finding[] {
  return categories.flatMap((later, index) =>
    categories.slice(0, index).flatMap((earlier) => {
      if (earlier.name === later.name)
        return [
          { category: later.name, rule: 'name-unique', message: 'there are two categories of this name' },
        ];
      if (!keysMayCollide(earlier, later)) return [];
      const message = `a key could also be one of ${earlier.name}`;
      return [{ category: later.name, rule: 'keys-apart', message }];
    }),
  );
}

/** The separator stands in no part, so only keys of as many parts can be equal, and only part by part. */
function keysMayCollide(a: Category, b: Category): boolean {
  return (
    a.system === b.system &&
    a.service === b.service &&
    (a.tenantScope === 'tenant') === (b.tenantScope === 'tenant') &&
    a.key.length === b.key.length &&
    a.key.every((part, index) => mayMeet(part, b.key[index] as typeof part))
  );
}
