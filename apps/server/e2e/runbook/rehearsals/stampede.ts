import { countedBy } from '../counted.ts';
import type { LiveInstallation } from '../live-installation.ts';
import { type Rehearsal, until } from '../rehearsal.ts';
import { customer } from '../requests.ts';

const OFFERINGS = ['secure-seat', 'dns-security', 'cloud-firewall', 'site-access'];

/** The store was emptied, and everybody asks. */
export const stampede: Rehearsal<LiveInstallation> = {
  async arrange(live) {
    await live.restart();
    await live.redis.flush();
    await live.ask('POST', '/accounts', customer('Busy'));
    await until('its event is handled', async () => (await countedBy(live, /^events_handled_total/)) > 0);
    const asked = OFFERINGS.flatMap((id) => [id, id, id]);
    await Promise.all(asked.map((id) => live.ask('GET', `/product-offerings/${id}`)));
    return {};
  },
  async restore({ ask }) {
    const path = '/admin/rate-limits';
    const { headers } = await ask('GET', path);
    await ask('PUT', path, { quotas: {}, costFactors: {} }, { 'if-match': headers.get('etag') ?? '' });
  },
};
