import { queries } from '@quotewright/platform/postgres';
import type { InstallationSource } from '../ports/installation-source.ts';
import type { Tables } from './tables.ts';

export const pgInstallationSource: InstallationSource = {
  async read(tx) {
    const row = await queries<Tables>(tx)
      .selectFrom('platform.installation')
      .select(['installation_id', 'truth_epoch'])
      .executeTakeFirstOrThrow();
    return { id: row.installation_id, truthEpoch: row.truth_epoch };
  },
};
