import type { Category } from '../registry/category.ts';

/** What makes a copy go. Store trouble and want of memory besides, which make any copy go at any time. */
export type DropCause =
  /** The event's consumer drops the key on all nodes. */
  | { readonly kind: 'event'; readonly event: string }
  /** A change has another key: this copy stays what it is, and is asked for no more. */
  | { readonly kind: 'version'; readonly counts: string }
  /** Milliseconds since the epoch; null where there is no copy. */
  | { readonly kind: 'expiry'; readonly at: number | null }
  /** A purge or a quarantine of the category, of one tenant or all, of one version or all. */
  | { readonly kind: 'purge' };

export function dropCauses(
  { invalidation, version }: Pick<Category<any, any>, 'invalidation' | 'version'>,
  hardUntil: number | null = null,
): readonly DropCause[] {
  const causes: DropCause[] = [];
  if (typeof invalidation === 'object') {
    causes.push(...invalidation.events.map((event) => ({ kind: 'event', event }) as const));
  } else if (invalidation === 'versioned-key' && 'counts' in version) {
    causes.push({ kind: 'version', counts: version.counts });
  }
  return [...causes, { kind: 'expiry', at: hardUntil }, { kind: 'purge' }];
}
