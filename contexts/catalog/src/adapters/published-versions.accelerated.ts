import type { AcceleratedReads } from '@quotewright/platform/cache';
import { holdsConnection } from '@quotewright/platform/postgres';
import type { VersionStore } from '../ports/version-store.ts';
import { publishedVersionCategory } from './catalog-categories.ts';

/** What was published is so for ever, and only that is kept: a version that is not may be published the next moment. */
export function acceleratedVersions(reads: AcceleratedReads, truth: VersionStore): VersionStore {
  const published = reads.of(publishedVersionCategory);
  return {
    ...truth,
    async isPublished(tx, version) {
      // Not even from memory, whose values came from the store: commands decide by it.
      if (holdsConnection(tx)) return truth.isPublished(tx, version);
      const found = await published.get(tx, { version }, async (own) =>
        (await truth.isPublished(own, version)) ? true : undefined,
      );
      return found === true;
    },
  };
}
