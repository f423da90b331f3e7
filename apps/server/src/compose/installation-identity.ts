import type { OwnedDatabase } from '@quotewright/platform/postgres';
import type { Installation } from '@quotewright/tenancy';

const READ = 'select installation_id, truth_epoch from platform.installation';
const RAISE =
  'update platform.installation set truth_epoch = truth_epoch + 1 returning installation_id, truth_epoch';

/** Which database this is. `raise` begins a new truth epoch first: no copy of the time before is met again. */
export function installationIdentity(database: OwnedDatabase, raise = false): Promise<Installation> {
  return database.asOwner(async (session) => {
    const [row] = (await session.query(raise ? RAISE : READ)).rows;
    return { id: String(row?.['installation_id']), truthEpoch: Number(row?.['truth_epoch']) };
  });
}
