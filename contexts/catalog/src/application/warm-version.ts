import type { LongWork } from './long-work.ts';
import type { PublicationDeps } from './publication-deps.ts';
import type { HeldLease } from './publication-lease.ts';
import type { StoredVersion } from './store-version.ts';

/**
 * Has copies of a stored version ready before it becomes the active one, so that its first readers do not all ask the database.
 * A publication that fails after it has done no harm: its number is burned, and nobody asks for its copies.
 */
export async function warmVersion(
  { warmth }: Pick<PublicationDeps, 'warmth'>,
  { tenant, signal, progress }: LongWork,
  { version, write }: HeldLease,
  { items, toWarm }: StoredVersion,
): Promise<void> {
  if (warmth === undefined) return;
  const told = (offerings: number) =>
    progress?.(items + Math.min(offerings, toWarm), items + toWarm, 'items');
  await warmth.warm(
    {
      tenant,
      ...(signal && { signal }),
      async done(offerings) {
        told(offerings);
        await write(async () => {});
      },
    },
    version,
  );
  told(toWarm);
}
