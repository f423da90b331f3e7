import { send } from '../http-client.ts';
import type { LiveInstallation } from './live-installation.ts';

/** The sum of a server's metrics whose line begins so; 0 where there is none. */
export async function countedBy({ url, token }: LiveInstallation, series: RegExp): Promise<number> {
  const { text } = await send(url, 'GET', '/metrics', { token });
  return text
    .split('\n')
    .filter((line) => series.test(line))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
