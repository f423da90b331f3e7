import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

/** A loopback port that is free now. Somebody else may take it before it is used: starters try again. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
