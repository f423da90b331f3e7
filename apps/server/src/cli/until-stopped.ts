import { once } from 'node:events';
import type { Logger } from '@quotewright/platform/telemetry';
import { exitCodes } from './exit-codes.ts';

/** What closing may take after requests and jobs had their deadline: handing jobs back, closing the database. */
const GRACE_MS = 5_000;

/**
 * Waits for SIGINT or SIGTERM, then closes. A second signal, or a close that takes too long, ends the process at
 * once: committed work is safe, and unfinished jobs are taken up when their lease ends.
 */
export async function untilStopped(
  logger: Logger,
  deadlineMs: number,
  close: () => Promise<void>,
): Promise<void> {
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await stop;
  logger.info('stopping: answering what is under way');
  const giveUp = (reason: string) => {
    logger.warn(`${reason}: ending at once`);
    process.exit(exitCodes.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => giveUp('second signal'));
  setTimeout(giveUp, deadlineMs + GRACE_MS, 'stopping took too long').unref();
  await close();
  logger.info('stopped');
}
