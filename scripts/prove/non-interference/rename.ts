import type { Table } from './durable-state.ts';

/*
 * Two worlds that did the same have other ids, other times, and other hashes of what holds them. Times are left out; ids and hashes are
 * renamed by their first appearance, so that what refers to the same thing still does, and nothing else.
 */

/** The last one is what a document shows of a hash. */
const ID =
  /[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|(?<=Price )[0-9a-f]{12}(?=<)/g;
const TIME = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?/g;
const DAY = /(?<!\d)20\d{2}-\d{2}-\d{2}(?!\d)/g;
/** W3C trace ids, which are of one request. */
const TRACE = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])|00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]/g;

/** Rows of a table whose order tells nothing are put in the order of what is known of them. */
export function renamed(tables: readonly Table[]): readonly Table[] {
  const names = new Map<string, string>();
  const known = (text: string) => text.replaceAll(ID, (id) => names.get(id) ?? '?');
  const named = (text: string) =>
    text.replaceAll(ID, (id) => {
      const name = names.get(id) ?? `#${names.size + 1}`;
      names.set(id, name);
      return name;
    });
  return tables.map(({ name, rows }) => {
    const timeless = rows.map((row) =>
      row.replaceAll(TRACE, '(trace)').replaceAll(TIME, '(time)').replaceAll(DAY, '(day)'),
    );
    const ordered = timeless
      .map((row, index) => ({ row, index, key: known(row) }))
      .toSorted((a, b) => compare(a.key, b.key) || a.index - b.index);
    const order = ordered.map(({ row }) => named(row));
    return { name, rows: order.toSorted(compare) };
  });
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
