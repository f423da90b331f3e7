import type { GenerationRow, StoreKey } from '../ports/index.ts';

/** What one item of a bus message says. */
export type BusItem =
  | { readonly kind: 'key'; readonly key: StoreKey }
  | { readonly kind: 'purge'; readonly row: GenerationRow };

export function keyItem(key: StoreKey): string {
  return `k${key}`;
}

export function purgeItem(row: GenerationRow): string {
  return `g${JSON.stringify(row)}`;
}

/** Undefined for an item of a later version of this program: its sender knows that older nodes ignore it. */
export function readBusItem(text: string): BusItem | undefined {
  const body = text.slice(1);
  if (text.startsWith('k')) return { kind: 'key', key: body as StoreKey };
  if (text.startsWith('g')) {
    const row = readRow(body);
    return row === undefined ? undefined : { kind: 'purge', row };
  }
  return undefined;
}

/** The store is untrusted input: a row that is none is not applied. A forged one can only cause misses. */
function readRow(text: string): GenerationRow | undefined {
  try {
    const row = JSON.parse(text) as GenerationRow;
    const scoped = typeof row.scope.category === 'string';
    const whole = Number.isSafeInteger(row.generation) && row.generation >= 1;
    return scoped && whole && typeof row.quarantined === 'boolean' ? row : undefined;
  } catch {
    return undefined;
  }
}
