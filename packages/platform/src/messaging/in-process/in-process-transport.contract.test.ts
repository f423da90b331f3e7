import { createLogger } from '../../telemetry/logger.ts';
import { describeTransport } from '../../testing/transport-contract/index.ts';
import { inProcessTransport } from './in-process-transport.ts';

const log = createLogger({ level: 'silent', format: 'json' });

// Does not wait between deliveries, but lets everything else run.
const timing = { random: () => 0, pause: () => new Promise<void>((resolve) => setImmediate(resolve)) };

describeTransport('the in-process transport', async () => ({
  transport: inProcessTransport({ log, timing }),
  close: async () => {},
}));
