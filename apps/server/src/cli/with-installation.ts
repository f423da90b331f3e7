import type { Config } from '@quotewright/platform/config';
import {
  type FoundInstallation,
  findInstallation,
  type Installation,
  openInstallation,
} from '../compose/installation.ts';

/** Opens the installation, up to date, for one command and closes it whatever happens. */
export async function withInstallation<T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  return closing(await openInstallation(config), work);
}

/** As `withInstallation`, without changing anything. */
export async function withFoundInstallation<T>(
  config: Config,
  work: (installation: FoundInstallation) => Promise<T>,
): Promise<T> {
  return closing(await findInstallation(config), work);
}

async function closing<Opened extends { close(): Promise<void> }, T>(
  installation: Opened,
  work: (installation: Opened) => Promise<T>,
): Promise<T> {
  try {
    return await work(installation);
  } finally {
    await installation.close();
  }
}
