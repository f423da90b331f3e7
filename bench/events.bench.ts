import { newUuid } from '@quotewright/kernel';
import { kafkaTransport } from '@quotewright/platform/kafka';
import type { EventTransport } from '@quotewright/platform/messaging';
import { createLogger } from '@quotewright/platform/telemetry';
import { kafkaMissing, startKafka } from '@quotewright/platform/testing/kafka';
import type { Benchmark, Measure } from './benchmark.ts';
import { startOutboxBench } from './events/outbox-bench.ts';

const ARRIVALS = 500;
const BACKLOG = 20_000;

const ARRIVING = 'events committed, one by one, by one caller';
const IN_PROCESS = 'outbox drained inside the process, one consumer with inbox (bar 10)';
const KAFKA = 'outbox drained into Kafka (bar 10)';

/** Every commit waits for the disk, as in production. */
export const benchmark: Benchmark = {
  name: 'events',
  title: 'how fast a backlog of the outbox drains, beside how fast it arises',
  async run({ rounds, log }) {
    const outbox = await startOutboxBench();
    const missing = await kafkaMissing();
    if (missing !== undefined) log(`without Kafka: ${missing}`);
    const kafka = missing === undefined ? await startKafka() : undefined;
    const samples = new Map<string, number[]>();
    const note = (label: string, value: number) => samples.set(label, [...(samples.get(label) ?? []), value]);
    const drained = async (label: string, transport: EventTransport) => {
      note(label, await outbox.drain(BACKLOG, transport));
      await transport.close();
    };
    try {
      for (let round = 1; round <= rounds; round += 1) {
        note(ARRIVING, await outbox.arrivals(ARRIVALS));
        await drained(IN_PROCESS, outbox.inProcess());
        if (kafka !== undefined) {
          const transport = kafkaTransport({
            brokers: kafka.brokers,
            prefix: `bench-${newUuid()}`,
            installationId: 'bench',
            log: createLogger({ level: 'error', format: 'json' }),
          });
          await transport.ping();
          await drained(KAFKA, transport);
        }
      }
    } finally {
      await kafka?.stop();
      await outbox.stop();
    }
    const measured = (label: string, reference?: string): Measure => ({
      label,
      unit: 'events/s',
      samples: samples.get(label) ?? [],
      ...(reference !== undefined && { reference }),
    });
    return [
      measured(ARRIVING),
      measured(IN_PROCESS, ARRIVING),
      ...(kafka === undefined ? [] : [measured(KAFKA, ARRIVING)]),
    ];
  },
};
