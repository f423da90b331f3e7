export { describeForeignMessages } from './describe-foreign-messages.ts';
export { describeTransport } from './describe-transport.ts';
export { RecordingSubscriber } from './recording-subscriber.ts';
export { sampleEvent } from './sample-events.ts';
export type { ByteTransportHarness, TransportHarness } from './transport-harness.ts';
