import { once } from 'node:events';
import type { Logger } from '@quotewright/platform/telemetry';
import { exitCodes } from './exit-codes.ts';

/** What closing may take after requests and jobs had their deadline: handing jobs back, closing the database. */
const GRACE_MS = 5_000;

/** How long the process may take to end by itself when everything is closed. */
const LEFT_OVER_MS = 250;

/** A terminal signals the whole group and npm passes it on: what comes this soon is the same signal. */
const SAME_SIGNAL_MS = 500;

/** Listens for SIGINT and SIGTERM from now on, so that a signal during a long start is not lost. */
export function stopRequested(): Promise<unknown> {
  return Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

/** Aborts when a stop is requested; what npm passes on of the same signal is swallowed, a second one ends the process at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let since: number | undefined;
  const hear = () => {
    since ??= performance.now();
    stop.abort();
    if (performance.now() - since > SAME_SIGNAL_MS) process.exit(exitCodes.interrupted);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear);
  return stop.signal;
}

/**
 * Waits until a stop is requested, then closes. A second signal, or a close that takes too long, ends the process at
 * once: committed work is safe, and unfinished jobs are taken up when their lease ends.
 *
 * What libraries leave behind does not keep the process: @platformatic/kafka 2.12 forgets the timer of a heartbeat (a minute) that
 * was under way when its consumer was closed.
 */
export async function untilStopped(
  stop: Promise<unknown>,
  logger: Logger,
  deadlineMs: number,
  close: () => Promise<void>,
): Promise<void> {
  await stop;
  logger.info('stopping: answering what is under way');
  const giveUp = (reason: string) => {
    logger.warn(`${reason}: ending at once`);
    process.exit(exitCodes.interrupted);
  };
  const since = performance.now();
  const again = () => {
    if (performance.now() - since > SAME_SIGNAL_MS) giveUp('second signal');
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, again);
  setTimeout(giveUp, deadlineMs + GRACE_MS, 'stopping took too long').unref();
  await close();
  logger.info('stopped');
  setTimeout(() => process.exit(), LEFT_OVER_MS).unref();
}
