export { type KafkaService, startKafka } from './kafka.ts';
export { kafkaMissing } from './kafka-home.ts';
export { type SecureKafkaService, secureKafkaMissing, startSecureKafka } from './secure-kafka.ts';
export { prepareKafka } from './start-kafka-process.ts';
export { describeOnKafka, testKafka } from './test-kafka.ts';
