import { mendArtefacts, renameByHand } from '../artefacts-by-hand.ts';
import type { LiveInstallation } from '../live-installation.ts';
import { type Rehearsal, until } from '../rehearsal.ts';
import { customer } from '../requests.ts';

/** No relay runs, so that an event waits; and a row was changed by hand and back again. */
export const invalidationLag: Rehearsal<LiveInstallation> = {
  async arrange(live) {
    await live.restart({ QUOTEWRIGHT_ROLES: 'api,worker' });
    await live.ask('POST', '/accounts', customer('Waiting'));
    await live.sql(
      `update platform.outbox set occurred_at = now() - interval '10 minutes' where sent_at is null`,
    );
    return {};
  },
  before: {
    '2': async (live) => {
      await live.restart({ QUOTEWRIGHT_ROLES: undefined });
      await until('the outbox is empty', async () => {
        const [row] = await live.sql('select count(*) as unsent from platform.outbox where sent_at is null');
        return Number(row?.['unsent']) === 0;
      });
      await renameByHand(live, 'zero-trust-corporate');
    },
  },
  async restore(live) {
    await mendArtefacts(live);
    if ('QUOTEWRIGHT_ROLES' in live.installation.environment)
      await live.restart({ QUOTEWRIGHT_ROLES: undefined });
  },
};
