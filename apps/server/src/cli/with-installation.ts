import { systemClock } from '@quotewright/kernel';
import type { Config } from '@quotewright/platform/config';
import { type Installation, openInstallation } from '../compose/installation.ts';

/** Opens the installation for one command and closes it whatever happens. */
export async function withInstallation<T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const installation = await openInstallation(config, { clock: systemClock });
  try {
    return await work(installation);
  } finally {
    await installation.close();
  }
}
