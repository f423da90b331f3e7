import type { LiveInstallation } from '../live-installation.ts';
import { type Rehearsal, until } from '../rehearsal.ts';
import { customer } from '../requests.ts';

const EVENTS = 2;

/** Events of two accounts could not be made deliveries of a webhook: the database refuses each. */
export const poisonEvents: Rehearsal<LiveInstallation> = {
  async arrange(live) {
    const { ask, sql } = live;
    const subscribed = await ask('POST', '/hub', {
      callback: 'https://example.com/hear',
      eventTypes: ['AccountChanged'],
    });
    if (subscribed.status >= 300) throw new Error(subscribed.text);
    await sql(`create function public.refuse() returns trigger language plpgsql as
      $$ begin raise exception 'not understood'; end $$`);
    await sql(`create trigger refuse before insert on platform.webhook_delivery
      for each row execute function public.refuse()`);
    for (let account = 1; account <= EVENTS; account += 1) {
      await ask('POST', '/accounts', customer(`Poison ${account}`));
    }
    await until('all are parked', async () => {
      const [row] = await sql(`select count(*) as parked from platform.parked_event where state = 'parked'`);
      return Number(row?.['parked']) === EVENTS;
    });
    return {};
  },
  before: { '3': heal },
  after: {
    '3': async ({ sql }) => {
      const [row] = await sql('select count(*) as deliveries from platform.webhook_delivery');
      if (Number(row?.['deliveries']) !== 1) throw new Error('the event has not had its effect once');
    },
  },
  restore: heal,
};

async function heal({ sql }: LiveInstallation): Promise<void> {
  await sql('drop trigger if exists refuse on platform.webhook_delivery');
  await sql('drop function if exists public.refuse()');
}
