import { randomUUID } from 'node:crypto';
import { Producer } from '@platformatic/kafka';
import { createLogger } from '../../telemetry/logger.ts';
import { describeOnKafka, testKafka } from '../../testing/kafka/index.ts';
import { describeForeignMessages, describeTransport } from '../../testing/transport-contract/index.ts';
import { kafkaTransport } from './kafka-transport.ts';

const log = createLogger({ level: 'silent', format: 'json' });

async function open() {
  const brokers = await testKafka();
  const prefix = `contract-${randomUUID()}`;
  const transport = kafkaTransport({ brokers, prefix, installationId: 'tests', log, partitions: 3 });
  return {
    transport,
    close: async () => {},
    async sendBytes(value: Uint8Array) {
      await transport.ping();
      const producer = new Producer({ clientId: 'foreign', bootstrapBrokers: [...brokers] });
      await producer.send({ messages: [{ topic: `${prefix}.events`, value: Buffer.from(value) }], acks: -1 });
      await producer.close();
    },
  };
}

describeOnKafka('with a broker', () => {
  describeTransport('Kafka', open);
  describeForeignMessages('Kafka', open);
});
