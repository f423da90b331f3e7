import { send } from '../../http-client.ts';
import type { LiveInstallation } from '../live-installation.ts';
import { type Rehearsal, until } from '../rehearsal.ts';

/** Redis was killed; an empty one is started in its place. */
export const storeUnavailable: Rehearsal<LiveInstallation> = {
  async arrange(live) {
    await live.redis.kill();
    await is(live, 'degraded');
    return {};
  },
  before: {
    '4': ({ redis }) => redis.restart(),
    '6': (live) => is(live, 'up'),
  },
  restore: async (live) => {
    await live.redis.restart();
    await is(live, 'up');
  },
};

const is = ({ url, token }: LiveInstallation, status: string) =>
  until(`the server is ${status}`, async () => {
    const { json } = await send(url, 'GET', '/health/ready', { token });
    return json.status === status;
  });
