import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A service that most runs do not need and that is expensive to start: it starts when a test first asks the returned address for
 * it. The answer is its address, or with status 500 why there is none.
 */
export async function onDemand(start: () => Promise<Started>): Promise<Started> {
  let started: Promise<Started> | undefined;
  const server = createServer((_request, response) => {
    started ??= start();
    started.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      const service = await started?.catch(() => undefined);
      await service?.stop();
    },
  };
}
