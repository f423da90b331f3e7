import { firstTimes } from './first-times.ts';
import type { KafkaTransportOptions } from './kafka-options.ts';

const LONGEST_LOGGED = 200;

/** Makes a noise about messages of other installations, which are passed over: two of them use one prefix. */
export function foreignMessages({
  log,
  metrics,
}: Pick<KafkaTransportOptions, 'log' | 'metrics'>): (source: string) => void {
  const isNew = firstTimes();
  return (source) => {
    metrics?.foreignMessage();
    const logged = source.slice(0, LONGEST_LOGGED);
    if (isNew(logged)) {
      log.error(
        { source: logged },
        'another installation sends events to this topic: they are passed over, and each needs a prefix of its own',
      );
    }
  };
}
