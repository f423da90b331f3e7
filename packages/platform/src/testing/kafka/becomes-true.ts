import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until it is so or cannot become so, for a minute at most. */
export async function becomesTrue(
  question: () => Promise<boolean>,
  hopeless = () => false,
): Promise<boolean> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline && !hopeless()) {
    if (await question().catch(() => false)) return true;
    await sleep(20);
  }
  return false;
}
