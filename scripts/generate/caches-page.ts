import { type Category, cacheReference, createRegistry } from '@quotewright/acceleration';
import { markdownPage, markdownTable } from './markdown-table.ts';

/** What the acceleration layer allows, and what this installation caches. */
export function cachesPage(categories: readonly Category[]): string {
  const sections = cacheReference(createRegistry(categories)).map(({ title, text, table }) =>
    [`## ${title}`, text, ...(table === undefined ? [] : [markdownTable(table.head, table.rows)])].join(
      '\n\n',
    ),
  );
  return markdownPage(
    'Caches',
    'PostgreSQL is the only truth; the store holds copies that may vanish at any moment. Nothing is cached outside a declared category, and a ' +
      'category that answers badly does not boot.',
    ...sections,
  );
}
