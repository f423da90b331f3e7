import type { Category } from '@quotewright/acceleration';
import type { SweepingProof } from './proof.ts';

const FILE = 'apps/server/src/compose/every-category.test.ts';

const sweeping = (title: string, only?: (category: Category) => boolean): SweepingProof => ({
  file: FILE,
  title,
  of: 'every category',
  ...(only !== undefined && { only }),
});

/** Tests that are made for each category there is, also for one that was declared a minute ago. */
export const SWEEPING = {
  keys: sweeping('has a key of its own for each tenant and environment, the same in every process: %s'),
  fill: sweeping('is loaded from the truth once, and answered to another process from the store: %s'),
  schema: sweeping('is refused where it is of another schema: %s'),
  absence: sweeping(
    'says that there is none without asking again: %s',
    ({ negativeTtl }) => negativeTtl !== 'never',
  ),
  versions: sweeping(
    'of a version is never met by who asks for the next: %s',
    ({ invalidation }) => invalidation === 'versioned-key',
  ),
  tenants: sweeping("is refused where it is another tenant's, under whatever key it lies: %s"),
  rebuilding: sweeping('is loaded once for all who ask two processes for it together: %s'),
} as const;
