import { type KafkaService, kafkaMissing, startKafka } from '@quotewright/platform/testing/kafka';
import { countedBy } from '../counted.ts';
import type { LiveInstallation } from '../live-installation.ts';
import { type Rehearsal, until } from '../rehearsal.ts';
import { customer } from '../requests.ts';

const KAFKA = { KAFKA_BROKERS: undefined, QUOTEWRIGHT_KAFKA_PREFIX: undefined };

let kafka: KafkaService | undefined;

/** Kafka was killed, and something has happened since. */
export const kafkaDown: Rehearsal<LiveInstallation> = {
  missing: kafkaMissing,
  async arrange(live) {
    kafka = await startKafka();
    const settings = { KAFKA_BROKERS: kafka.url, QUOTEWRIGHT_KAFKA_PREFIX: 'runbook' };
    await live.restart(settings);
    await until('the outbox is empty', async () => (await unsent(live)) === 0);
    await kafka.kill();
    await live.ask('POST', '/accounts', customer('While Kafka was away'));
    await until('an event waits', async () => (await unsent(live)) > 0);
    return { variables: settings };
  },
  before: {
    '2': async () => kafka?.restart(),
    over: (live) =>
      until('the outbox is empty', async () => (await countedBy(live, /^outbox_unsent_events/)) === 0),
  },
  async restore(live) {
    await live.restart(KAFKA);
    await kafka?.stop();
  },
};

async function unsent({ sql }: LiveInstallation): Promise<number> {
  const [row] = await sql('select count(*) as unsent from platform.outbox where sent_at is null');
  return Number(row?.['unsent']);
}
